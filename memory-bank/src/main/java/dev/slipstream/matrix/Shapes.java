package dev.slipstream.matrix;

/** Checks of arguments that every device makes in the same words. */
public final class Shapes {

  private Shapes() {}

  /** {@code [rows, cols]}. */
  public static String text(long rows, long cols) {
    return "[" + rows + ", " + cols + "]";
  }

  /** Requires a matrix to have at least one row and one column. */
  public static void requireNonEmpty(int rows, int cols) {
    if (rows < 1 || cols < 1) {
      throw new IllegalArgumentException(
          "shape: must have at least 1 row and 1 column, was " + text(rows, cols));
    }
  }

  /** Requires as many values as {@code [rows, cols]} has elements. */
  public static void requireLength(int length, int rows, int cols) {
    requireNonEmpty(rows, cols);
    if (length != (long) rows * cols) {
      throw new IllegalArgumentException(
          "values: must be " + (long) rows * cols + " for " + text(rows, cols) + ", was " + length);
    }
  }

  /** Requires {@code name} to have exactly these rows and columns. */
  public static void requireShape(String name, Matrix matrix, int rows, int cols) {
    if (matrix.rows() != rows || matrix.cols() != cols) {
      throw wrong(name, text(rows, cols), matrix);
    }
  }

  /** Requires {@code name} to have these columns. */
  public static void requireCols(String name, Matrix matrix, int cols) {
    if (matrix.cols() != cols) {
      throw wrong(name, "[*, " + cols + "]", matrix);
    }
  }

  /** Requires {@code name} to have these rows. */
  public static void requireRows(String name, Matrix matrix, int rows) {
    if (matrix.rows() != rows) {
      throw wrong(name, "[" + rows + ", *]", matrix);
    }
  }

  /** Requires {@code name} to broadcast to {@code [rows, cols]}. */
  public static void requireBroadcastable(String name, Matrix matrix, int rows, int cols) {
    boolean fits =
        (matrix.rows() == rows || matrix.rows() == 1)
            && (matrix.cols() == cols || matrix.cols() == 1);
    if (!fits) {
      throw wrong(name, text(rows, cols) + " or broadcast to it", matrix);
    }
  }

  /** Requires {@code 0 <= from < to <= rows}. */
  public static void requireRange(int from, int to, int rows) {
    if (from < 0 || from >= to || to > rows) {
      throw new IllegalArgumentException(
          "rows: must be a range within [0, " + rows + "), was [" + from + ", " + to + ")");
    }
  }

  /** Requires {@code [rows, cols]} to have as many elements as {@code matrix}. */
  public static void requireSameSize(Matrix matrix, int rows, int cols) {
    requireNonEmpty(rows, cols);
    if ((long) rows * cols != (long) matrix.rows() * matrix.cols()) {
      throw new IllegalArgumentException(
          "shape: must have the "
              + (long) matrix.rows() * matrix.cols()
              + " elements of "
              + text(matrix.rows(), matrix.cols())
              + ", was "
              + text(rows, cols));
    }
  }

  /** Requires every index to be a row of {@code [rows, *]}, and at least one. */
  public static void requireIndex(int[] index, int rows) {
    if (index.length == 0) {
      throw new IllegalArgumentException("index: must name at least 1 row, was empty");
    }
    for (int i = 0; i < index.length; i++) {
      if (index[i] < 0 || index[i] >= rows) {
        throw new IllegalArgumentException(
            "index[" + i + "]: must be in [0, " + rows + "), was " + index[i]);
      }
    }
  }

  /**
   * Requires every index to be a row of {@code [rows, *]}, none twice, one for each row of source.
   */
  public static void requireTargets(int[] index, int rows, Matrix source) {
    requireIndex(index, rows);
    requireRows("source", source, index.length);
    boolean[] named = new boolean[rows];
    for (int i = 0; i < index.length; i++) {
      if (named[index[i]]) {
        throw new IllegalArgumentException(
            "index[" + i + "]: must name each row once, was " + index[i] + " again");
      }
      named[index[i]] = true;
    }
  }

  /** Requires the shapes of {@link Matrix#batchMatmul}. */
  public static void requireBatch(Matrix a, Matrix b, int inner) {
    if (inner < 1 || a.cols() % inner != 0) {
      throw new IllegalArgumentException(
          "inner: must be >= 1 and divide " + a.cols() + " columns, was " + inner);
    }
    requireRows("b", b, a.rows());
    if (b.cols() % inner != 0) {
      throw new IllegalArgumentException(
          "b: must have a multiple of " + inner + " columns, was " + text(b.rows(), b.cols()));
    }
  }

  /** The complaint about a matrix of another device. */
  public static IllegalArgumentException foreign(String name, Device device, Matrix matrix) {
    return new IllegalArgumentException(
        name
            + ": must be a matrix of "
            + device.name()
            + ", was "
            + (matrix == null ? "null" : "of " + matrix.device().name()));
  }

  private static IllegalArgumentException wrong(String name, String expected, Matrix matrix) {
    return new IllegalArgumentException(
        name + ": must be " + expected + ", was " + text(matrix.rows(), matrix.cols()));
  }
}
