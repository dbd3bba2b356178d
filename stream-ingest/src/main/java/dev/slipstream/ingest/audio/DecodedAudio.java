package dev.slipstream.ingest.audio;

/**
 * A sound of one channel at {@value #RATE} Hz.
 *
 * @param samples in [-1, 1], at least one; not copied
 */
public record DecodedAudio(float[] samples) {

  /** Samples per second. */
  public static final int RATE = 16_000;

  public DecodedAudio {
    if (samples.length == 0) {
      throw new IllegalArgumentException("samples: must be at least 1, was 0");
    }
  }

  /** Length, rounded to the nearest millisecond. */
  public int durationMillis() {
    return (int) ((samples.length * 1000L + RATE / 2) / RATE);
  }
}
