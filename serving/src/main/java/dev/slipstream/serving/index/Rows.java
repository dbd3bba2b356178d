package dev.slipstream.serving.index;

import java.util.ArrayList;
import java.util.List;

/**
 * Vectors and their ids in rows without gaps, kept in blocks: they grow without copying. Not
 * thread-safe.
 */
final class Rows {

  private static final int BLOCK_ROWS = 32;

  private final int width;
  private final List<String> ids = new ArrayList<>();
  private final List<short[]> blocks = new ArrayList<>();

  Rows(int width) {
    this.width = width;
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
    if (row == blocks.size() * BLOCK_ROWS) {
      blocks.add(new short[BLOCK_ROWS * width]);
    }
    ids.add(id);
    set(row, vector);
    return row;
  }

  void set(int row, float[] vector) {
    Rounded.write(vector, block(row), start(row));
  }

  float[] vector(int row) {
    return Rounded.read(block(row), start(row), width);
  }

  /** Removes a row; the last one takes its number. */
  void remove(int row) {
    int last = ids.size() - 1;
    String moved = ids.remove(last);
    if (row != last) {
      System.arraycopy(block(last), start(last), block(row), start(row), width);
      ids.set(row, moved);
    }
    if (last == (blocks.size() - 1) * BLOCK_ROWS) {
      blocks.remove(blocks.size() - 1);
    }
  }

  /** Offers every row. */
  void offerTo(TopK best, short[] query) {
    for (int row = 0; row < ids.size(); row++) {
      best.offer(ids.get(row), Rounded.cosine(query, block(row), start(row)));
    }
  }

  private short[] block(int row) {
    return blocks.get(row / BLOCK_ROWS);
  }

  private int start(int row) {
    return row % BLOCK_ROWS * width;
  }
}
