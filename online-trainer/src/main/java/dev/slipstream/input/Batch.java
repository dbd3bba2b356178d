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

  /** Rows of no time, each an item by itself: equal rows are one item. */
  public static Batch of(byte[] values, int rows) {
    long[] items = new long[rows];
    int size = rows == 0 ? 0 : values.length / rows;
    for (int row = 0; row < rows; row++) {
      long hash = size;
      for (int i = row * size; i < (row + 1) * size; i++) {
        hash = hash * 0x9e3779b97f4a7c15L + values[i] + 1;
      }
      items[row] = hash;
    }
    return new Batch(values, new long[rows], items);
  }

  /** N. */
  public int rows() {
    return eventTimes.length;
  }
}
