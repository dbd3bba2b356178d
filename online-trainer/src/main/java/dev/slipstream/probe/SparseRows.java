package dev.slipstream.probe;

/**
 * A matrix of which most values are zero, on the Java heap; for features with a column for each
 * word.
 *
 * @param starts index of each row's first value; one more than there are rows, the last being the
 *     number of values
 * @param columns of each value
 * @param values row after row
 */
public record SparseRows(int[] starts, int[] columns, float[] values) {

  public SparseRows {
    if (starts.length == 0
        || starts[starts.length - 1] != values.length
        || columns.length != values.length) {
      throw new IllegalArgumentException(
          "values: must be as many as columns and as the last start says, was %d, %d, %s"
              .formatted(
                  values.length,
                  columns.length,
                  starts.length == 0 ? "none" : starts[starts.length - 1]));
    }
  }

  /** Number of rows. */
  public int rows() {
    return starts.length - 1;
  }

  /** The same with rows of unit length; rows of zeros stay. */
  SparseRows unit() {
    float[] scaled = values.clone();
    for (int row = 0; row < rows(); row++) {
      double sum = 0;
      for (int i = starts[row]; i < starts[row + 1]; i++) {
        sum += (double) values[i] * values[i];
      }
      double scale = sum > 0 ? 1 / Math.sqrt(sum) : 0;
      for (int i = starts[row]; i < starts[row + 1]; i++) {
        scaled[i] *= (float) scale;
      }
    }
    return new SparseRows(starts, columns, scaled);
  }

  /** Columns become rows. */
  SparseRows transposed() {
    int width = 0;
    for (int column : columns) {
      width = Math.max(width, column + 1);
    }
    int[] begin = new int[width + 1];
    for (int column : columns) {
      begin[column + 1]++;
    }
    for (int i = 0; i < width; i++) {
      begin[i + 1] += begin[i];
    }
    int[] next = begin.clone();
    int[] rowOf = new int[values.length];
    float[] moved = new float[values.length];
    for (int row = 0; row < rows(); row++) {
      for (int i = starts[row]; i < starts[row + 1]; i++) {
        int place = next[columns[i]]++;
        rowOf[place] = row;
        moved[place] = values[i];
      }
    }
    return new SparseRows(begin, rowOf, moved);
  }

  /**
   * The products of a row of {@code other} with every row of a matrix, of which this is the
   * transpose.
   *
   * @param count rows of that matrix
   * @return {@code [count]}
   */
  float[] products(SparseRows other, int row, int count) {
    float[] products = new float[count];
    for (int i = other.starts[row]; i < other.starts[row + 1]; i++) {
      int column = other.columns[i];
      if (column < rows()) {
        for (int j = starts[column]; j < starts[column + 1]; j++) {
          products[columns[j]] += other.values[i] * values[j];
        }
      }
    }
    return products;
  }
}
