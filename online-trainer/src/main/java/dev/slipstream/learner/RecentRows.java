package dev.slipstream.learner;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * The newest samples of the stream, as rows of bytes, oldest overwritten first. Part of the
 * learner's state.
 */
final class RecentRows {

  private final int capacity;
  private final int size;
  private final byte[] values;
  private int filled;
  private int head;

  RecentRows(int capacity, int size) {
    this.capacity = capacity;
    this.size = size;
    this.values = new byte[capacity * size];
  }

  int rows() {
    return filled;
  }

  /** The rows, {@code [rows, size]}; not a copy, in no particular order. */
  byte[] values() {
    return values;
  }

  void add(Batch batch) {
    for (int row = Math.max(0, batch.rows() - capacity); row < batch.rows(); row++) {
      System.arraycopy(batch.values(), row * size, values, head * size, size);
      head = (head + 1) % capacity;
      filled = Math.min(capacity, filled + 1);
    }
  }

  void save(DataOutputStream out) throws IOException {
    out.writeInt(capacity);
    out.writeInt(filled);
    out.writeInt(head);
    out.write(values, 0, filled * size);
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
    filled = savedFilled;
    head = savedHead;
  }
}
