package dev.slipstream.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class AgreementTest {

  @Test
  void alignmentIsTheMeanSquaredDistanceOfUnitVectors() {
    // The same direction: 0. Perpendicular: 2. Opposed: 4.
    List<float[]> ones = List.of(new float[] {2, 0}, new float[] {0, 1}, new float[] {0, 3});
    List<float[]> others = List.of(new float[] {5, 0}, new float[] {7, 0}, new float[] {0, -1});

    assertThat(Agreement.alignment(ones, others)).isCloseTo(2, within(1e-12));
    assertThat(Agreement.meanCosine(ones, others)).isCloseTo(0, within(1e-12));
  }

  @Test
  void alignmentFollowsFromTheMeanCosine() {
    List<float[]> ones = TestRows.random(40, 6, 1);
    List<float[]> others = TestRows.random(40, 6, 2);

    assertThat(Agreement.alignment(Agreement.meanCosine(ones, others)))
        .isCloseTo(Agreement.alignment(ones, others), within(1e-12));
  }

  @Test
  void neighboursAreSharedAsFarAsTheyAreTheSame() {
    List<float[]> vectors = TestRows.random(200, 16, 3);
    List<float[]> turned =
        vectors.stream().map(v -> new float[] {v[1], -v[0], v[3], v[2], v[5], v[4]}).toList();
    List<float[]> cut =
        vectors.stream().map(v -> new float[] {v[0], v[1], v[2], v[3], v[4], v[5]}).toList();

    assertThat(Agreement.neighbourOverlap(vectors, vectors)).isEqualTo(1);
    assertThat(Agreement.neighbourOverlap(cut, turned)).isEqualTo(1);
    assertThat(Agreement.neighbourOverlap(vectors, TestRows.random(200, 16, 4)))
        .isBetween(0.0, 0.15);
  }

  @Test
  void listsOfOtherShapesAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Agreement.alignment(TestRows.random(3, 2, 1), TestRows.random(2, 3, 1)))
        .withMessage("others: must be [3, 2], as the ones, was [2, 3]");
  }
}
