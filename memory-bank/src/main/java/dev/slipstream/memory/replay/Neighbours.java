package dev.slipstream.memory.replay;

import dev.slipstream.matrix.Matrix;
import dev.slipstream.matrix.Scope;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The nearest neighbours of each of a changing set of vectors, kept up by one product {@code [N,
 * B]} for each batch that changes.
 *
 * <p>Each slot has a short list of its nearest and a bound: every neighbour more similar than the
 * bound is in the list, nearest first. A neighbour that leaves shortens the list and the next is
 * known; only a list that ran empty has to be made anew, from a product with all vectors.
 */
final class Neighbours {

  /** Longest list: long enough to seldom run empty, short enough to search. */
  static final int LENGTH = 8;

  /** Below every cosine: the bound of a list that leaves nobody out. */
  private static final float NONE = -2;

  /** In the place of the length of a list: the slot's vector is not known. */
  private static final int UNKNOWN = -1;

  /** Most columns of a product: bounds its memory. */
  private static final int COLUMNS = 1 << 13;

  /** Most rows of a product. */
  private static final int ROWS = Samples.RESERVE;

  private final boolean[] known;
  private final byte[] sizes;
  private final float[] bounds;
  private final int[] others;
  private final float[] similarities;

  Neighbours(int slots) {
    this.known = new boolean[slots];
    this.sizes = new byte[slots];
    this.bounds = new float[slots];
    this.others = new int[slots * LENGTH];
    this.similarities = new float[slots * LENGTH];
  }

  boolean isKnown(int slot) {
    return known[slot];
  }

  /** Adds vectors: rows of {@code features [slots, D]}, of length 1. */
  void add(Matrix features, int[] slots) {
    for (int from = 0; from < slots.length; from += ROWS) {
      int[] part = Arrays.copyOfRange(slots, from, Math.min(slots.length, from + ROWS));
      for (int slot : part) {
        known[slot] = true;
      }
      search(features, part, true);
    }
  }

  /** Removes a vector; {@link #purge} must follow before the next is added. */
  void remove(int slot) {
    known[slot] = false;
  }

  /** Takes all that were removed out of the lists. */
  void purge() {
    for (int slot = 0; slot < known.length; slot++) {
      int kept = 0;
      int start = slot * LENGTH;
      for (int i = start; known[slot] && i < start + sizes[slot]; i++) {
        if (known[others[i]]) {
          others[start + kept] = others[i];
          similarities[start + kept++] = similarities[i];
        }
      }
      sizes[slot] = (byte) kept;
    }
  }

  /**
   * The similarity to the nearest neighbour still known, or more if {@link #isVague}; -2 where
   * there is no other.
   */
  float similarity(int slot) {
    int start = slot * LENGTH;
    for (int i = start; i < start + sizes[slot]; i++) {
      if (known[others[i]]) {
        return similarities[i];
      }
    }
    return bounds[slot];
  }

  /** Whether {@link #similarity} is but a bound, and {@link #refill} has to find the neighbour. */
  boolean isVague(int slot) {
    int start = slot * LENGTH;
    for (int i = start; i < start + sizes[slot]; i++) {
      if (known[others[i]]) {
        return false;
      }
    }
    return bounds[slot] > NONE;
  }

  /** Finds the neighbours of every vague vector. */
  void refill(Matrix features) {
    int[] vague =
        IntStream.range(0, known.length).filter(slot -> known[slot] && isVague(slot)).toArray();
    for (int from = 0; from < vague.length; from += ROWS) {
      search(features, Arrays.copyOfRange(vague, from, Math.min(vague.length, from + ROWS)), false);
    }
  }

  /**
   * Makes the lists of some slots anew.
   *
   * @param news whether they are new to the others, which take them into their lists
   */
  private void search(Matrix features, int[] slots, boolean news) {
    float[] limits = new float[known.length]; // what a similarity must exceed to be news
    Arrays.fill(limits, Float.POSITIVE_INFINITY);
    int[] all = IntStream.range(0, known.length).filter(slot -> known[slot]).toArray();
    if (news) {
      Arrays.stream(all).forEach(slot -> limits[slot] = bounds[slot]);
    }
    for (int slot : slots) {
      sizes[slot] = 0;
      bounds[slot] = NONE;
      limits[slot] = Float.POSITIVE_INFINITY;
    }
    for (int to = all.length; to > 0; to -= COLUMNS) {
      int[] columns = Arrays.copyOfRange(all, Math.max(0, to - COLUMNS), to);
      float[] products = products(features, slots, columns);
      for (int row = 0; row < slots.length; row++) {
        compare(slots[row], products, row * columns.length, columns, limits);
      }
    }
  }

  /** {@code [slots.length, columns.length]}. */
  private static float[] products(Matrix features, int[] slots, int[] columns) {
    try (Scope scope = features.device().scope()) {
      return features.gather(slots).matmulTransposed(features.gather(columns)).toArray();
    }
  }

  /**
   * Goes from the last slot to the first: of neighbours that are as near the list has those likely
   * to be newer, which stay longer.
   */
  private void compare(int slot, float[] products, int at, int[] columns, float[] limits) {
    float least = bounds[slot];
    for (int i = columns.length - 1; i >= 0; i--) {
      int other = columns[i];
      float similarity = products[at + i];
      if (similarity > limits[other]) {
        offer(other, slot, similarity);
        limits[other] = bounds[other];
      }
      if (similarity > least && other != slot) {
        offer(slot, other, similarity);
        least = bounds[slot];
      }
    }
  }

  /** Puts a neighbour above the bound into a list; the last of a full one becomes the bound. */
  private void offer(int slot, int other, float similarity) {
    int start = slot * LENGTH;
    int at = start + sizes[slot];
    if (sizes[slot] == LENGTH) {
      at--;
      bounds[slot] = Math.min(similarity, similarities[at]);
      if (similarity <= similarities[at]) {
        return;
      }
    } else {
      sizes[slot]++;
    }
    while (at > start && similarities[at - 1] < similarity) {
      others[at] = others[at - 1];
      similarities[at] = similarities[at - 1];
      at--;
    }
    others[at] = other;
    similarities[at] = similarity;
  }

  /** Writes the lists of these slots. */
  void save(DataOutput out, int[] slots) throws IOException {
    for (int slot : slots) {
      out.writeByte(known[slot] ? sizes[slot] : UNKNOWN);
      if (known[slot]) {
        out.writeFloat(bounds[slot]);
        for (int i = slot * LENGTH; i < slot * LENGTH + sizes[slot]; i++) {
          out.writeInt(others[i]);
          out.writeFloat(similarities[i]);
        }
      }
    }
  }

  /** The lists of these slots, as {@link #save} wrote them. */
  static Neighbours read(DataInput in, int slots, int[] held) throws IOException {
    Neighbours read = new Neighbours(slots);
    for (int slot : held) {
      int size = in.readByte();
      require(size >= UNKNOWN && size <= LENGTH, "at most " + LENGTH + " of a sample", size);
      read.known[slot] = size != UNKNOWN;
      if (read.known[slot]) {
        read.readList(in, slot, size);
      }
    }
    for (int slot : held) {
      for (int i = slot * LENGTH; i < slot * LENGTH + read.sizes[slot]; i++) {
        require(read.known[read.others[i]], "known", read.others[i]);
      }
    }
    return read;
  }

  private void readList(DataInput in, int slot, int size) throws IOException {
    sizes[slot] = (byte) size;
    bounds[slot] = in.readFloat();
    require(Float.isFinite(bounds[slot]), "of a finite bound", bounds[slot]);
    for (int i = slot * LENGTH; i < slot * LENGTH + size; i++) {
      others[i] = in.readInt();
      boolean other = others[i] >= 0 && others[i] < known.length && others[i] != slot;
      require(other, "other samples", others[i]);
      similarities[i] = in.readFloat();
      require(Float.isFinite(similarities[i]), "similar by a number", similarities[i]);
    }
  }

  private static void require(boolean condition, String rule, Number found) throws IOException {
    if (!condition) {
      throw new IOException("replay buffer state: neighbours must be " + rule + ", was " + found);
    }
  }
}
