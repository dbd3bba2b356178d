package dev.slipstream.ingest.audio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogMelTest {

  private static final int RATE = 16_000;

  private final LogMel logMel = new LogMel();

  @Test
  void agreesWithALiteralTranscription() {
    Random random = new Random(11);
    float[] noise = new float[1234];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = (float) (random.nextGaussian() * Math.exp(-i / 200.0) * 0.3);
    }

    byte[] frames = logMel.of(noise);

    double[][] reference = reference(noise);
    assertThat(frames).hasSize(8 * 64);
    for (int frame = 0; frame < 8; frame++) {
      for (int band = 0; band < 64; band++) {
        assertThat(frames[frame * 64 + band] & 0xFF)
            .as("frame %d, band %d", frame, band)
            .isBetween(
                (int) Math.floor(reference[frame][band]), (int) Math.ceil(reference[frame][band]));
      }
    }
  }

  @Test
  void silenceIsZero() {
    assertThat(logMel.of(new float[1600])).hasSize(10 * 64).containsOnly(0);
  }

  @Test
  void oneSampleIsAFrame() {
    assertThat(logMel.of(new float[] {0.5f})).hasSize(64);
  }

  @ParameterizedTest
  @CsvSource({"100, 0", "440, 8", "1000, 20", "3000, 43", "7000, 61"})
  void puresSineIsLoudestInItsBand(double hertz, int band) {
    byte[] frames = logMel.of(AudioFixtures.sine(hertz, 1, RATE, 1600));

    int loudest = 0;
    for (int b = 1; b < 64; b++) {
      if ((frames[5 * 64 + b] & 0xFF) > (frames[5 * 64 + loudest] & 0xFF)) {
        loudest = b;
      }
    }
    assertThat(loudest).isEqualTo(band);
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "0.1, -20", "0.01, -40"})
  void bandsOfASineSumToItsLevel(double amplitude, double decibels) {
    byte[] frames = logMel.of(AudioFixtures.sine(2000, amplitude, RATE, 1600));

    double power = 0;
    for (int band = 0; band < 64; band++) {
      power += Math.pow(10, ((frames[5 * 64 + band] & 0xFF) * 80 / 255.0 - 80) / 10);
    }
    assertThat(10 * Math.log10(power)).isBetween(decibels - 0.3, decibels + 0.3);
  }

  /** Frame, window, discrete Fourier transform, triangles and decibels, one after the other. */
  private static double[][] reference(float[] samples) {
    double[][] out = new double[(samples.length + 159) / 160][64];
    double[] edges = new double[66];
    double low = slaney(50);
    double high = slaney(8000);
    for (int i = 0; i < 66; i++) {
      edges[i] = low + (high - low) * i / 65;
    }
    for (int frame = 0; frame < out.length; frame++) {
      double[] windowed = new double[400];
      double energy = 0;
      for (int i = 0; i < 400; i++) {
        double w = Math.pow(Math.sin(Math.PI * i / 400), 2);
        int at = frame * 160 + 80 - 200 + i;
        windowed[i] = at < 0 || at >= samples.length ? 0 : samples[at] * w;
        energy += w * w;
      }
      for (int k = 0; k <= 256; k++) {
        double re = 0;
        double im = 0;
        for (int i = 0; i < 400; i++) {
          re += windowed[i] * Math.cos(2 * Math.PI * k * i / 512);
          im -= windowed[i] * Math.sin(2 * Math.PI * k * i / 512);
        }
        double power = (re * re + im * im) / (512 * energy / 4);
        for (int band = 0; band < 64; band++) {
          out[frame][band] += power * triangle(k * 31.25, edges, band);
        }
      }
      for (int band = 0; band < 64; band++) {
        double db = 10 * Math.log10(out[frame][band]);
        out[frame][band] = Math.max(0, Math.min(255, (db + 80) / 80 * 255));
      }
    }
    return out;
  }

  private static double triangle(double hertz, double[] edges, int band) {
    double left = hertz(edges[band]);
    double mid = hertz(edges[band + 1]);
    double right = hertz(edges[band + 2]);
    return Math.max(0, Math.min((hertz - left) / (mid - left), (right - hertz) / (right - mid)));
  }

  private static double slaney(double hertz) {
    return hertz < 1000 ? 3 * hertz / 200 : 15 + Math.log(hertz / 1000) / (Math.log(6.4) / 27);
  }

  private static double hertz(double mel) {
    return mel < 15 ? 200 * mel / 3 : 1000 * Math.exp((mel - 15) * Math.log(6.4) / 27);
  }
}
