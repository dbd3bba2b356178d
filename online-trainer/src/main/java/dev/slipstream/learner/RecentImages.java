package dev.slipstream.learner;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/** The newest images of the stream, oldest overwritten first. Part of the learner's state. */
final class RecentImages {

  private final int capacity;
  private final int size;
  private final byte[] pixels;
  private int filled;
  private int head;

  RecentImages(int capacity, int size) {
    this.capacity = capacity;
    this.size = size;
    this.pixels = new byte[capacity * size];
  }

  int rows() {
    return filled;
  }

  /** The images, {@code [rows, size]}; not a copy, in no particular order. */
  byte[] pixels() {
    return pixels;
  }

  void add(ImageBatch batch) {
    for (int row = Math.max(0, batch.rows() - capacity); row < batch.rows(); row++) {
      System.arraycopy(batch.pixels(), row * size, pixels, head * size, size);
      head = (head + 1) % capacity;
      filled = Math.min(capacity, filled + 1);
    }
  }

  void save(DataOutputStream out) throws IOException {
    out.writeInt(capacity);
    out.writeInt(filled);
    out.writeInt(head);
    out.write(pixels, 0, filled * size);
  }

  void restore(DataInputStream in) throws IOException {
    int savedCapacity = in.readInt();
    if (savedCapacity != capacity) {
      throw StateFormat.damaged("embedding.fit-images", "" + savedCapacity, capacity);
    }
    int savedFilled = in.readInt();
    int savedHead = in.readInt();
    if (savedFilled < 0 || savedFilled > capacity || savedHead < 0 || savedHead > capacity) {
      throw StateFormat.damaged("recent images", "at most " + capacity, savedFilled);
    }
    in.readFully(pixels, 0, savedFilled * size);
    filled = savedFilled;
    head = savedHead;
  }
}
