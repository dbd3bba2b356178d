package dev.slipstream.ingest.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResamplerTest {

  private static final int TO = 16_000;

  @Test
  void sameRateChangesNothing() {
    float[] noise = AudioFixtures.sine(7919, 0.9, TO, 10_001);

    assertThat(resample(TO, noise)).isEqualTo(noise);
  }

  @ParameterizedTest
  @CsvSource({
    "8000, 3000", "11025, 4500", "12000, 5000", "22050, 6500", "24000, 6500", "32000, 6500",
    "44100, 6500", "48000, 1000", "96000, 6500", "192000, 6500", "37123, 440", "1000, 400"
  })
  void keepsASineInTheBandInPlaceAndLevel(int from, double hertz) {
    float[] out = resample(from, AudioFixtures.sine(hertz, 0.8, from, from));

    assertThat(out).hasSizeBetween(TO, TO + 1);
    double worst = 0;
    for (int i = 2000; i < 14_000; i++) {
      worst = Math.max(worst, Math.abs(out[i] - 0.8 * Math.sin(2 * Math.PI * hertz * i / TO)));
    }
    // A rate that is met to within 1e-6 only drifts by that much.
    assertThat(worst).isLessThan(from == 37_123 ? 1e-2 : 1e-3);
  }

  @ParameterizedTest
  @CsvSource({"22050, 9000", "44100, 8100", "44100, 15000", "48000, 12000", "96000, 40000"})
  void dampsWhatWouldFoldBackByMoreThan70Decibels(int from, double hertz) {
    float[] out = resample(from, AudioFixtures.sine(hertz, 1, from, from));

    double sum = 0;
    for (int i = 2000; i < 14_000; i++) {
      sum += out[i] * out[i];
    }
    assertThat(10 * Math.log10(2 * sum / 12_000)).isLessThan(-70);
  }

  @ParameterizedTest
  @ValueSource(ints = {8000, 11_025, 44_100, 48_000, 191_999})
  void keepsAConstant(int from) {
    float[] ones = new float[from];
    Arrays.fill(ones, 0.5f);

    float[] out = resample(from, ones);

    assertThat(out[8000]).isCloseTo(0.5f, within(1e-5f));
  }

  @ParameterizedTest
  @CsvSource({"8000, 1, 2", "8000, 7, 14", "48000, 1, 1", "48000, 4, 2", "44100, 441, 160"})
  void hasALengthInProportion(int from, int samples, int expected) {
    assertThat(resample(from, new float[samples])).hasSize(expected);
  }

  private static float[] resample(int from, float[] samples) {
    Resampler resampler = new Resampler(PolyphaseFilter.of(from, TO));
    for (float sample : samples) {
      resampler.add(sample);
    }
    return resampler.finish();
  }
}
