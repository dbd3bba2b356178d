package dev.slipstream.input;

import java.util.Arrays;
import java.util.stream.LongStream;

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
    int size = values.length / Math.max(1, rows);
    for (int row = 0; row < rows; row++) {
      long hash = size;
      for (int i = row * size; i < (row + 1) * size; i++) {
        hash = hash * 0x9e3779b97f4a7c15L + values[i] + 1;
      }
      items[row] = hash;
    }
    return new Batch(values, new long[rows], items);
  }

  /** Some of the rows, in that order. */
  public Batch gather(int[] index) {
    int size = rowBytes();
    byte[] some = new byte[index.length * size];
    for (int i = 0; i < index.length; i++) {
      System.arraycopy(values, index[i] * size, some, i * size, size);
    }
    return new Batch(
        some,
        Arrays.stream(index).mapToLong(i -> eventTimes[i]).toArray(),
        Arrays.stream(index).mapToLong(i -> items[i]).toArray());
  }

  /** These rows, and those of another batch after them. */
  public Batch with(Batch more) {
    byte[] all = Arrays.copyOf(values, values.length + more.values.length);
    System.arraycopy(more.values, 0, all, values.length, more.values.length);
    return new Batch(
        all,
        LongStream.concat(LongStream.of(eventTimes), LongStream.of(more.eventTimes)).toArray(),
        LongStream.concat(LongStream.of(items), LongStream.of(more.items)).toArray());
  }

  private int rowBytes() {
    return values.length / Math.max(1, rows());
  }

  /** N. */
  public int rows() {
    return eventTimes.length;
  }
}
