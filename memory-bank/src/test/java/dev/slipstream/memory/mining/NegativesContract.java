package dev.slipstream.memory.mining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.matrix.Scope;
import org.junit.jupiter.api.Test;

/** Which negatives are hard, false or old, on every device. */
abstract class NegativesContract {

  private static final int[][] NONE = {};

  abstract Device device();

  @Test
  void keysOfTheQuerysOwnItemAreFalseNegatives() {
    assertThat(FalseNegatives.byItem(new long[] {7, 8, 9}, new long[] {9, 7, 1, 7}))
        .isDeepEqualTo(new int[][] {{1, 3}, {}, {0}});
  }

  @Test
  void keysThatAreTooSimilarAreFalseNegatives() {
    try (Scope scope = device().scope()) {
      assertThat(FalseNegatives.bySimilarity(queries(), keys(), 0.7f))
          .isDeepEqualTo(new int[][] {{0, 2}, {3}});
      assertThat(FalseNegatives.bySimilarity(queries(), keys(), 2)).isDeepEqualTo(new int[2][0]);
    }
  }

  @Test
  void theMostSimilarKeysAreHard() {
    try (Scope scope = device().scope()) {
      assertThat(HardNegatives.of(queries(), keys(), 2, NONE))
          .isDeepEqualTo(new int[][] {{0, 2}, {3, 2}});
      assertThat(HardNegatives.of(queries(), keys(), 2, new int[][] {{0, 2}, {}}))
          .isDeepEqualTo(new int[][] {{3, 1}, {3, 2}});
      assertThat(HardNegatives.of(queries(), keys(), 9, new int[][] {{0, 2, 3}, {0, 1, 2, 3}}))
          .isDeepEqualTo(new int[][] {{1}, {}});
    }
  }

  @Test
  void listsBecomeMasksAndTheirOpposites() {
    int[][] lists = {{2, 0}, {}};
    try (Matrix mask = RowLists.mask(device(), lists, 3)) {
      assertThat(mask.rows()).isEqualTo(2);
      assertThat(mask.toArray()).containsExactly(1, 0, 1, 0, 0, 0);
    }
    assertThat(RowLists.allBut(lists, 3)).isDeepEqualTo(new int[][] {{1}, {0, 1, 2}});
  }

  @Test
  void oldKeysCountLess() {
    assertThat(Staleness.logWeights(new long[] {10, 7, 12}, 10, 0.5))
        .containsExactly(0, -1.5f, 0); // a key cannot be of a step to come
    assertThat(Staleness.logWeights(new long[] {1, 2}, 1000, 0)).containsExactly(0, 0);
  }

  @Test
  void refusesBadArguments() {
    refuses(
        () -> Staleness.logWeights(new long[1], 1, -1), "rate: must be >= 0 and finite, was -1.0");
    refuses(() -> RowLists.allBut(new int[][] {{3}}, 3), "lists: must name rows in [0, 3), was 3");
    try (Scope scope = device().scope()) {
      refuses(
          () -> HardNegatives.of(queries(), keys(), 1, new int[3][0]),
          "excluded: must be 2, one for each query, was 3");
      refuses(
          () -> FalseNegatives.bySimilarity(queries(), device().zeros(2, 3), 1),
          "queries: must be [*, 3], was [2, 2]");
    }
  }

  private static void refuses(Runnable call, String message) {
    assertThatIllegalArgumentException().isThrownBy(call::run).withMessage(message);
  }

  private Matrix queries() {
    return device().of(new float[] {1, 0, 0, 1}, 2, 2);
  }

  private Matrix keys() {
    return device().of(new float[] {1, 0, -1, 0, 0.8f, 0.6f, 0.6f, 0.8f}, 4, 2);
  }
}
