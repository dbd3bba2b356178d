package dev.slipstream.learner;

/**
 * One batch of samples as they came from the stream.
 *
 * @param values {@code [N, rowBytes]}, row-major, as {@link dev.slipstream.input.SampleInput}
 *     writes them
 * @param eventTimes Unix milliseconds of each row; its length is N
 */
public record Batch(byte[] values, long[] eventTimes) {

  /** N. */
  public int rows() {
    return eventTimes.length;
  }
}
