package dev.slipstream.learner;

import dev.slipstream.input.Batch;
import dev.slipstream.state.StateFormat;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;

/**
 * The newest samples of the stream, as rows of bytes, oldest overwritten first. Part of the
 * learner's state.
 */
final class RecentRows {

  private final int capacity;
  private final int size;
  private final byte[] values;
  private final long[] items;
  private int filled;
  private int head;

  RecentRows(int capacity, int size) {
    this.capacity = capacity;
    this.size = size;
    this.values = new byte[capacity * size];
    this.items = new long[capacity];
  }

  /** The rows in no particular order, without times. */
  Batch batch() {
    return new Batch(
        Arrays.copyOf(values, filled * size), new long[filled], Arrays.copyOf(items, filled));
  }

  void add(Batch batch) {
    for (int row = Math.max(0, batch.rows() - capacity); row < batch.rows(); row++) {
      System.arraycopy(batch.values(), row * size, values, head * size, size);
      items[head] = batch.items()[row];
      head = (head + 1) % capacity;
      filled = Math.min(capacity, filled + 1);
    }
  }

  /** Removes the rows of an item; the others keep their age and move to the front. */
  void forget(long item) {
    int oldest = filled < capacity ? 0 : head;
    byte[] keptValues = new byte[filled * size];
    long[] keptItems = new long[filled];
    int kept = 0;
    for (int age = 0; age < filled; age++) {
      int row = (oldest + age) % capacity;
      if (items[row] != item) {
        System.arraycopy(values, row * size, keptValues, kept * size, size);
        keptItems[kept++] = items[row];
      }
    }
    if (kept < filled) {
      System.arraycopy(keptValues, 0, values, 0, kept * size);
      System.arraycopy(keptItems, 0, items, 0, kept);
      filled = kept;
      head = kept;
    }
  }

  void save(DataOutputStream out) throws IOException {
    out.writeInt(capacity);
    out.writeInt(filled);
    out.writeInt(head);
    out.write(values, 0, filled * size);
    for (int row = 0; row < filled; row++) {
      out.writeLong(items[row]);
    }
  }

  void restore(DataInputStream in) throws IOException {
    int savedCapacity = in.readInt();
    if (savedCapacity != capacity) {
      throw StateFormat.damaged("embedding.fit-samples", "" + savedCapacity, capacity);
    }
    int savedFilled = in.readInt();
    int savedHead = in.readInt();
    if (savedFilled < 0 || savedFilled > capacity || savedHead < 0 || savedHead > capacity) {
      throw StateFormat.damaged("recent rows", "at most " + capacity, savedFilled);
    }
    in.readFully(values, 0, savedFilled * size);
    for (int row = 0; row < savedFilled; row++) {
      items[row] = in.readLong();
    }
    filled = savedFilled;
    head = savedHead;
  }
}
