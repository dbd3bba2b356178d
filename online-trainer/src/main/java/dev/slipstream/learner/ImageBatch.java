package dev.slipstream.learner;

/**
 * One batch of samples as they came from the stream.
 *
 * @param pixels unsigned bytes, {@code [N, channels * height * width]}, row-major
 * @param eventTimes Unix milliseconds of each row; its length is N
 */
public record ImageBatch(byte[] pixels, long[] eventTimes) {

  /** N. */
  public int rows() {
    return eventTimes.length;
  }
}
