package dev.slipstream.ingest.audio;

/**
 * Low-pass filters for bringing one sample rate to another: a sinc windowed by Kaiser's window, one
 * set of taps for each position an output may have between two inputs.
 *
 * <p>{@value #ZEROS} zero crossings to either side and a window of 80 dB: what would fold back is
 * damped by 80 dB from 1.0 times the lower Nyquist frequency on, and the band is flat up to 0.84
 * times it. Rates whose ratio needs more than {@value #MAX_PHASES} positions are met to within one
 * part in 100,000. Immutable and thread-safe.
 */
final class PolyphaseFilter {

  /** Enough for every usual rate: 11,025 Hz needs 640, 44,100 Hz needs 160, 8,000 Hz needs 2. */
  static final int MAX_PHASES = 640;

  private static final int ZEROS = 32;
  private static final double BETA = 7.857; // 80 dB: 0.1102 * (80 - 8.7), Kaiser 1974
  private static final double CUTOFF = 0.92; // of the lower Nyquist frequency: mid of the slope

  private final int up;
  private final int down;
  private final int half;
  private final float[][] taps;

  private PolyphaseFilter(int up, int down, int half, float[][] taps) {
    this.up = up;
    this.down = down;
    this.half = half;
    this.taps = taps;
  }

  /** Filters from one rate, in hertz, to another. */
  static PolyphaseFilter of(int from, int to) {
    if (from == to) {
      return new PolyphaseFilter(1, 1, 1, new float[][] {{1, 0, 0, 0}});
    }
    int up = 1;
    for (int phases = 1; phases <= MAX_PHASES && error(up, from, to) > 0; phases++) {
      if (error(phases, from, to) < error(up, from, to)) {
        up = phases;
      }
    }
    int down = (int) Math.max(1, Math.round((double) up * from / to));
    double scale = Math.min(1, (double) up / down);
    int half = (int) Math.ceil(ZEROS / scale);
    float[][] taps = new float[up][];
    for (int phase = 0; phase < up; phase++) {
      taps[phase] = taps((double) phase / up, half, scale);
    }
    return new PolyphaseFilter(up, down, half, taps);
  }

  /** Outputs for every {@link #down} inputs; also how many phases there are. */
  int up() {
    return up;
  }

  int down() {
    return down;
  }

  /** Inputs that an output needs at and before its own position, and as many after it. */
  int half() {
    return half;
  }

  /**
   * One output.
   *
   * @param phase position behind an input, in units of 1 / up
   * @param input its first of {@code 2 * half} inputs, from {@code half - 1} before the position
   */
  float apply(int phase, float[] samples, int input) {
    float[] h = taps[phase];
    float a = 0;
    float b = 0;
    float c = 0;
    float d = 0;
    for (int k = 0; k < h.length; k += 4) { // four sums, as one would wait for itself
      a += h[k] * samples[input + k];
      b += h[k + 1] * samples[input + k + 1];
      c += h[k + 2] * samples[input + k + 2];
      d += h[k + 3] * samples[input + k + 3];
    }
    return (a + b) + (c + d);
  }

  /** How far {@code phases * from / to} is from a whole number, for each of the phases. */
  private static double error(int phases, int from, int to) {
    double exact = (double) phases * from / to;
    return Math.abs(exact - Math.max(1, Math.round(exact))) / phases;
  }

  /** A multiple of four taps; their sum is 1, so that a constant stays what it is. */
  private static float[] taps(double offset, int half, double scale) {
    double[] exact = new double[2 * half];
    double sum = 0;
    for (int k = 0; k < exact.length; k++) {
      double x = k - (half - 1) - offset;
      double inWindow = x * scale / ZEROS;
      if (Math.abs(inWindow) < 1) {
        exact[k] = sinc(x * scale * CUTOFF) * bessel(BETA * Math.sqrt(1 - inWindow * inWindow));
      }
      sum += exact[k];
    }
    float[] taps = new float[(exact.length + 3) / 4 * 4];
    for (int k = 0; k < exact.length; k++) {
      taps[k] = (float) (exact[k] / sum);
    }
    return taps;
  }

  private static double sinc(double x) {
    return x == 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
  }

  /** The modified Bessel function of the first kind and order 0, by its power series. */
  private static double bessel(double x) {
    double sum = 1;
    double term = 1;
    for (int i = 1; term > 1e-9 * sum; i++) {
      term *= x * x / (4.0 * i * i);
      sum += term;
    }
    return sum;
  }
}
