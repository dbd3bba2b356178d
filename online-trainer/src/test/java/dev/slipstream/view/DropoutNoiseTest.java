package dev.slipstream.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipstream.encoder.Noise;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class DropoutNoiseTest {

  private static final int COLUMNS = 2000;
  private static final String LAYER = "words.dropout";

  @Property(tries = 100)
  void dropsItsShareAndScalesTheRest(
      @ForAll @IntRange(max = 1000) int step,
      @ForAll @IntRange(max = 1) int view,
      @ForAll @DoubleRange(min = 0.1, max = 1) double keep) {
    float[] mask = noise(1, "a", step, view).mask(LAYER, 1, COLUMNS, keep);

    int kept = 0;
    for (float value : mask) {
      if (value != 0) {
        assertThat(value).isEqualTo((float) (1 / keep));
        kept++;
      }
    }
    // Five standard deviations.
    double deviation = Math.sqrt(keep * (1 - keep) / COLUMNS);
    assertThat((double) kept / COLUMNS).isCloseTo(keep, Offset.offset(5 * deviation + 1e-9));
  }

  @Test
  void everySeedEncoderStepViewLayerAndRowDropsOnItsOwnAndAlwaysTheSame() {
    float[] mask = noise(1, "a", 5, 0).mask(LAYER, 2, COLUMNS, 0.5);

    assertThat(noise(1, "a", 5, 0).mask(LAYER, 2, COLUMNS, 0.5)).isEqualTo(mask);
    Set<String> all = new TreeSet<>();
    all.add(Arrays.toString(Arrays.copyOf(mask, COLUMNS)));
    all.add(Arrays.toString(Arrays.copyOfRange(mask, COLUMNS, 2 * COLUMNS)));
    all.add(Arrays.toString(noise(2, "a", 5, 0).mask(LAYER, 1, COLUMNS, 0.5)));
    all.add(Arrays.toString(noise(1, "b", 5, 0).mask(LAYER, 1, COLUMNS, 0.5)));
    all.add(Arrays.toString(noise(1, "a", 6, 0).mask(LAYER, 1, COLUMNS, 0.5)));
    all.add(Arrays.toString(noise(1, "a", 5, 1).mask(LAYER, 1, COLUMNS, 0.5)));
    all.add(Arrays.toString(noise(1, "a", 5, 0).mask("head.dropout", 1, COLUMNS, 0.5)));
    assertThat(all).hasSize(7);
  }

  @Test
  void aRowsMaskDoesNotDependOnTheRowsAfterIt() {
    float[] alone = noise(1, "a", 5, 0).mask(LAYER, 1, COLUMNS, 0.5);

    float[] among = noise(1, "a", 5, 0).mask(LAYER, 3, COLUMNS, 0.5);

    assertThat(Arrays.copyOf(among, COLUMNS)).isEqualTo(alone);
  }

  private static Noise noise(long seed, String encoder, long step, int view) {
    return new DropoutNoise(ViewRandom.stream(seed, encoder), step, view);
  }
}
