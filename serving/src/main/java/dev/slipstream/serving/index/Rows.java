package dev.slipstream.serving.index;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Vectors and their ids in rows without gaps, kept in blocks of float arrays: they grow without
 * copying. Not thread-safe.
 */
final class Rows {

  private final int width;
  private final int blockRows;
  private final List<String> ids = new ArrayList<>();
  private final List<float[]> blocks = new ArrayList<>();

  Rows(int width, int blockRows) {
    this.width = width;
    this.blockRows = blockRows;
  }

  int size() {
    return ids.size();
  }

  String id(int row) {
    return ids.get(row);
  }

  /** Adds a row; its number. */
  int add(String id, float[] vector) {
    int row = ids.size();
    if (row == blocks.size() * blockRows) {
      blocks.add(new float[blockRows * width]);
    }
    ids.add(id);
    set(row, vector);
    return row;
  }

  void set(int row, float[] vector) {
    System.arraycopy(vector, 0, block(row), start(row), width);
  }

  /** A copy. */
  float[] vector(int row) {
    return Arrays.copyOfRange(block(row), start(row), start(row) + width);
  }

  /** Removes a row; the last one takes its number. */
  void remove(int row) {
    int last = ids.size() - 1;
    String moved = ids.remove(last);
    if (row != last) {
      System.arraycopy(block(last), start(last), block(row), start(row), width);
      ids.set(row, moved);
    }
    if (last == (blocks.size() - 1) * blockRows) {
      blocks.remove(blocks.size() - 1);
    }
  }

  /** Offers every row. */
  void offerTo(TopK best, float[] query) {
    for (int row = 0; row < ids.size(); row++) {
      best.offer(ids.get(row), Vectors.dot(query, block(row), start(row)));
    }
  }

  private float[] block(int row) {
    return blocks.get(row / blockRows);
  }

  private int start(int row) {
    return row % blockRows * width;
  }
}
