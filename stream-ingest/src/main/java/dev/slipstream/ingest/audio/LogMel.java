package dev.slipstream.ingest.audio;

import java.util.Arrays;
import org.jtransforms.fft.FloatFFT_1D;

/**
 * Log-mel frames of a sound at 16 kHz: a frame every 10 ms, of a 25 ms Hann window centred on those
 * 10 ms, its power spectrum summed into {@value #BANDS} triangular bands from {@value #LOW_HZ} Hz
 * to 8 kHz, evenly spaced on Slaney's mel scale (Auditory Toolbox 1998: linear below 1 kHz,
 * logarithmic above, so that no band is narrower than the spectrum's own resolution).
 *
 * <p>Levels are in decibels relative to full scale: the bands of a sine of amplitude 1 sum to 0 dB.
 * They are kept as unsigned bytes, 0 for -80 dB and less, 255 for 0 dB and more. Before and after
 * the sound is silence. Immutable and thread-safe.
 */
final class LogMel {

  static final int BANDS = 64;
  static final int HOP = 160;
  static final int WINDOW = 400;
  static final int FFT = 512;
  static final double FLOOR_DB = -80;
  private static final double LOW_HZ = 50;

  private final FloatFFT_1D fft = new FloatFFT_1D(FFT);
  private final float[] window = new float[WINDOW];
  private final int[] firstBin = new int[BANDS];
  private final float[][] weights = new float[BANDS][];

  LogMel() {
    double energy = 0;
    for (int i = 0; i < WINDOW; i++) {
      window[i] = (float) (0.5 - 0.5 * Math.cos(2 * Math.PI * i / WINDOW));
      energy += window[i] * window[i];
    }
    double fullScale = FFT * energy / 4; // what a sine of amplitude 1 leaves in the half spectrum
    double low = mel(LOW_HZ);
    double step = (mel(DecodedAudio.RATE / 2.0) - low) / (BANDS + 1);
    for (int band = 0; band < BANDS; band++) {
      triangle(
          band,
          hertz(low + band * step),
          hertz(low + (band + 1) * step),
          hertz(low + (band + 2) * step),
          fullScale);
    }
  }

  /** How many frames a sound of so many samples has: one for each 10 ms begun. */
  static int frames(int samples) {
    return (samples + HOP - 1) / HOP;
  }

  /**
   * The frames of a sound.
   *
   * @return {@code [frames * BANDS]}, frame by frame
   */
  byte[] of(float[] samples) {
    int frames = frames(samples.length);
    byte[] out = new byte[frames * BANDS];
    float[] spectrum = new float[FFT];
    for (int frame = 0; frame < frames; frame++) {
      cut(samples, frame * HOP + HOP / 2 - WINDOW / 2, spectrum);
      fft.realForward(spectrum);
      power(spectrum);
      for (int band = 0; band < BANDS; band++) {
        out[frame * BANDS + band] = level(band, spectrum);
      }
    }
    return out;
  }

  private void cut(float[] samples, int from, float[] into) {
    Arrays.fill(into, 0);
    int end = Math.min(WINDOW, samples.length - from);
    for (int i = Math.max(0, -from); i < end; i++) {
      into[i] = samples[from + i] * window[i];
    }
  }

  /** Squares of the half spectrum, bin by bin, in place; the last bin is in no band. */
  private static void power(float[] spectrum) {
    spectrum[0] = spectrum[0] * spectrum[0];
    for (int bin = 1; bin < FFT / 2; bin++) {
      float re = spectrum[2 * bin];
      float im = spectrum[2 * bin + 1];
      spectrum[bin] = re * re + im * im;
    }
  }

  private byte level(int band, float[] power) {
    float[] weight = weights[band];
    float sum = 0;
    for (int i = 0; i < weight.length; i++) {
      sum += weight[i] * power[firstBin[band] + i];
    }
    double db = 10 * Math.log10(sum); // of nothing: minus infinity
    double scaled = (db - FLOOR_DB) * (255 / -FLOOR_DB);
    return (byte) Math.round(Math.max(0, Math.min(255, scaled)));
  }

  private void triangle(int band, double left, double mid, double right, double fullScale) {
    double binHz = (double) DecodedAudio.RATE / FFT;
    int first = (int) Math.floor(left / binHz) + 1;
    int last = (int) Math.ceil(right / binHz) - 1;
    firstBin[band] = first;
    weights[band] = new float[last - first + 1];
    for (int bin = first; bin <= last; bin++) {
      double hz = bin * binHz;
      double weight = hz <= mid ? (hz - left) / (mid - left) : (right - hz) / (right - mid);
      weights[band][bin - first] = (float) (weight / fullScale);
    }
  }

  private static double mel(double hertz) {
    double linear = hertz / (200.0 / 3);
    return hertz < 1000 ? linear : 15 + 27 * Math.log(hertz / 1000) / Math.log(6.4);
  }

  private static double hertz(double mel) {
    return mel < 15 ? mel * (200.0 / 3) : 1000 * Math.pow(6.4, (mel - 15) / 27);
  }
}
