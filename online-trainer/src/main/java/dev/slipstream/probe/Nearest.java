package dev.slipstream.probe;

/** The most similar rows seen so far, best first; of equals the earlier row stays before. */
final class Nearest {

  private final float[] similarities;
  private final int[] rows;
  private int size;

  Nearest(int k) {
    similarities = new float[k];
    rows = new int[k];
  }

  /** Offers {@code count} similarities, of rows {@code firstRow}, {@code firstRow + 1}, … */
  void offer(float[] values, int from, int count, int firstRow) {
    for (int i = 0; i < count; i++) {
      float value = values[from + i];
      if (size < rows.length || value > similarities[size - 1]) {
        insert(value, firstRow + i);
      }
    }
  }

  int size() {
    return size;
  }

  int row(int i) {
    return rows[i];
  }

  float similarity(int i) {
    return similarities[i];
  }

  private void insert(float similarity, int row) {
    int place = size < rows.length ? size++ : size - 1;
    while (place > 0 && similarities[place - 1] < similarity) {
      similarities[place] = similarities[place - 1];
      rows[place] = rows[place - 1];
      place--;
    }
    similarities[place] = similarity;
    rows[place] = row;
  }
}
