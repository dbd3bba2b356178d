package dev.slipstream.memory.mining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PositiveMinersTest {

  private static final RowFacts BATCH =
      new RowFacts(
          new long[] {1, 2, 1, 3}, new long[] {0, 1_000, 2_500, 2_000}, new long[] {5, 6, 5, 6});

  @Test
  void theOtherViewIsTheRowOfTheSameNumber() {
    assertThat(new OtherViews().positives(BATCH, BATCH))
        .isDeepEqualTo(new int[][] {{0}, {1}, {2}, {3}});
    refuses(
        () -> new OtherViews().positives(BATCH, new RowFacts(new long[2], new long[2])),
        "candidates: must be other views of the 4 queries, were 2");
  }

  @Test
  void samplesOfTheSameItemAreAlikeButNoneIsLikeItself() {
    assertThat(new SameItem().among(BATCH)).isDeepEqualTo(new int[][] {{2}, {}, {0}, {}});

    RowFacts texts = new RowFacts(new long[] {3, 1}, new long[2]);
    assertThat(new SameItem().positives(BATCH, texts))
        .isDeepEqualTo(new int[][] {{1}, {}, {1}, {0}});
  }

  @Test
  void samplesOfOneSourceAtNearlyTheSameTimeAreAlike() {
    assertThat(new TemporalNeighbours(1_000).among(BATCH))
        .isDeepEqualTo(new int[][] {{}, {3}, {}, {1}});
    assertThat(new TemporalNeighbours(2_500).among(BATCH))
        .isDeepEqualTo(new int[][] {{2}, {3}, {0}, {1}});

    RowFacts oneSource = new RowFacts(BATCH.items(), BATCH.eventTimes());
    assertThat(new TemporalNeighbours(1_500).among(oneSource))
        .isDeepEqualTo(new int[][] {{1}, {0, 2, 3}, {1, 3}, {1, 2}});
    RowFacts ages = new RowFacts(new long[2], new long[] {Long.MIN_VALUE, Long.MAX_VALUE});
    assertThat(new TemporalNeighbours(Long.MAX_VALUE).among(ages))
        .isDeepEqualTo(new int[][] {{}, {}});
  }

  @Test
  void itemsMetTogetherAreAlike() {
    CoInteractions pairs = new CoInteractions(10, 2);
    pairs.met(1, 2);
    pairs.met(1, 1);
    pairs.met(3, 1);

    assertThat(pairs.among(BATCH)).isDeepEqualTo(new int[][] {{1, 3}, {0, 2}, {1, 3}, {0, 2}});
    assertThat(pairs.partners(1)).containsExactly(3, 2);
    pairs.met(1, 2);
    assertThat(pairs.partners(1)).containsExactly(2, 3);
    pairs.met(1, 4);
    assertThat(pairs.partners(1)).containsExactly(4, 2); // the newest
    assertThat(pairs.partners(9)).isEmpty();
  }

  @Test
  void remembersNoMoreItemsThanToldAndForgetsThem() {
    CoInteractions pairs = new CoInteractions(3, 2);
    pairs.met(1, 2);
    pairs.met(3, 1);
    assertThat(pairs.items()).isEqualTo(3);
    pairs.met(4, 3);
    assertThat(pairs.items()).isEqualTo(3);
    assertThat(pairs.partners(2)).isEmpty(); // not met for longest

    pairs.forget(3);
    assertThat(pairs.partners(3)).isEmpty();
    assertThat(pairs.partners(4)).isEmpty();
    assertThat(pairs.partners(1)).containsExactly(2);
    assertThat(pairs.items()).isEqualTo(1);
  }

  @Test
  void pairsGoOnFromASavedState() throws IOException {
    CoInteractions pairs = new CoInteractions(3, 2);
    CoInteractions restored = new CoInteractions(3, 2);
    pairs.met(1, 2);
    pairs.met(3, 1);
    restored.met(7, 8);
    byte[] saved = save(pairs);
    for (int length = 0; length < saved.length; length++) {
      byte[] part = Arrays.copyOf(saved, length);
      assertThatExceptionOfType(EOFException.class).isThrownBy(() -> restore(restored, part));
    }
    assertThat(restored.partners(7)).containsExactly(8);

    restore(restored, saved);
    pairs.met(5, 2);
    restored.met(5, 2);
    assertThat(save(restored)).isEqualTo(save(pairs));

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> restore(new CoInteractions(2, 2), saved))
        .withMessage("co-interaction state: must be of up to 2 items, was 3");
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> restore(new CoInteractions(3, 1), saved))
        .withMessage("co-interaction state: must be of 1 to 1 partners, was 2");
  }

  @Test
  void refusesBadArguments() {
    refuses(() -> new TemporalNeighbours(-1), "span: must be >= 0 ms, was -1");
    refuses(() -> new CoInteractions(1, 1), "capacity: must be >= 2, was 1");
    refuses(() -> new CoInteractions(2, 0), "most: must be >= 1, was 0");
    refuses(
        () -> new RowFacts(new long[2], new long[1]),
        "eventTimes: must be 2, one for each item, was 1");
    refuses(
        () -> new RowFacts(new long[2], new long[2], new long[1]),
        "sources: must be 2, one for each item, was 1");
  }

  private static void refuses(Runnable call, String message) {
    assertThatIllegalArgumentException().isThrownBy(call::run).withMessage(message);
  }

  private static byte[] save(CoInteractions pairs) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    pairs.save(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  private static void restore(CoInteractions pairs, byte[] bytes) throws IOException {
    pairs.restore(new DataInputStream(new ByteArrayInputStream(bytes)));
  }
}
