package dev.slipstream.memory.replay;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** How far from all it knows a sample must be to be new: farther than most of the last were. */
final class Novelty {

  private static final int WINDOW = 1000;
  private static final double PERCENTILE = 0.95;

  private final float[] distances = new float[WINDOW];
  private int filled;
  private int head;

  /** Remembers the distance of a sample to the nearest centroid. */
  void add(float distance) {
    distances[head] = Float.isNaN(distance) ? 2 : distance; // cosine distances are from 0 to 2
    head = (head + 1) % WINDOW;
    filled = Math.min(WINDOW, filled + 1);
  }

  /** The distance that a new sample exceeds; -1 while none is known. */
  float threshold() {
    if (filled == 0) {
      return -1;
    }
    float[] sorted = Arrays.copyOf(distances, filled);
    Arrays.sort(sorted);
    return sorted[(int) ((filled - 1) * PERCENTILE)];
  }

  void save(DataOutput out) throws IOException {
    out.writeInt(filled);
    out.writeInt(head);
    for (int i = 0; i < filled; i++) {
      out.writeFloat(distances[i]);
    }
  }

  static Novelty read(DataInput in) throws IOException {
    Novelty read = new Novelty();
    read.filled = in.readInt();
    read.head = in.readInt();
    boolean full = read.filled == WINDOW && read.head >= 0 && read.head < WINDOW;
    boolean filling = read.filled >= 0 && read.filled < WINDOW && read.head == read.filled;
    if (!full && !filling) {
      throw new IOException(
          "replay buffer state: distances must be up to " + WINDOW + ", was " + read.filled);
    }
    for (int i = 0; i < read.filled; i++) {
      read.distances[i] = in.readFloat();
      if (!Float.isFinite(read.distances[i])) {
        throw new IOException(
            "replay buffer state: distances must be finite, was " + read.distances[i]);
      }
    }
    return read;
  }
}
