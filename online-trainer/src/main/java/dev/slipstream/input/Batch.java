package dev.slipstream.input;

/**
 * One batch of samples as they came from the stream.
 *
 * @param values {@code [N, rowBytes]}, row-major, as {@link SampleInput} writes them
 * @param eventTimes Unix milliseconds of each row; its length is N
 * @param items {@link dev.slipstream.memory.ItemHash} of each row's item; its length is N
 */
public record Batch(byte[] values, long[] eventTimes, long[] items) {

  public Batch {
    if (items.length != eventTimes.length) {
      throw new IllegalArgumentException(
          "items: must be %d, one for each row, was %d".formatted(eventTimes.length, items.length));
    }
  }

  /** Rows of no time and no item. */
  public static Batch of(byte[] values, int rows) {
    return new Batch(values, new long[rows], new long[rows]);
  }

  /** N. */
  public int rows() {
    return eventTimes.length;
  }
}
