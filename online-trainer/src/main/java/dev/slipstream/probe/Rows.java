package dev.slipstream.probe;

import dev.slipstream.matrix.Matrix;
import java.util.List;
import org.bytedeco.openblas.global.openblas;

/**
 * Vectors on the Java heap in double precision: what is measured of them must not be rounding.
 *
 * @param values row after row
 * @param count of the rows
 * @param width of a row
 */
record Rows(double[] values, int count, int width) {

  /** Vectors of one width, at least one. */
  static Rows of(List<float[]> vectors) {
    int width = vectors.get(0).length;
    double[] values = new double[vectors.size() * width];
    int at = 0;
    for (float[] vector : vectors) {
      for (float value : vector) {
        values[at++] = value;
      }
    }
    return new Rows(values, vectors.size(), width);
  }

  /** The rows of a matrix; of more than {@code most} rows, that many, evenly spaced. */
  static Rows of(Matrix matrix, int most) {
    int count = Math.min(matrix.rows(), most);
    int width = matrix.cols();
    float[] all = matrix.toArray();
    double[] values = new double[count * width];
    for (int row = 0; row < count; row++) {
      int from = (int) ((long) row * matrix.rows() / count) * width;
      for (int column = 0; column < width; column++) {
        values[row * width + column] = all[from + column];
      }
    }
    return new Rows(values, count, width);
  }

  /** The same with rows of length 1; a row of zeros stays one. */
  Rows unit() {
    double[] scaled = values.clone();
    for (int row = 0; row < count; row++) {
      double square = 0;
      for (int i = row * width; i < (row + 1) * width; i++) {
        square += values[i] * values[i];
      }
      double length = square == 0 ? 1 : Math.sqrt(square);
      for (int i = row * width; i < (row + 1) * width; i++) {
        scaled[i] /= length;
      }
    }
    return new Rows(scaled, count, width);
  }

  /** The same less their mean. */
  Rows centred() {
    double[] mean = new double[width];
    for (int i = 0; i < values.length; i++) {
      mean[i % width] += values[i] / count;
    }
    double[] centred = values.clone();
    for (int i = 0; i < values.length; i++) {
      centred[i] -= mean[i % width];
    }
    return new Rows(centred, count, width);
  }

  /** The products of each row with each row, {@code [count, count]}. */
  double[] gram() {
    return products(count, width, openblas.CblasNoTrans, openblas.CblasTrans);
  }

  /** The products of rows or of columns, whichever are fewer; both have the same eigenvalues. */
  private double[] smallerGram() {
    return count <= width
        ? gram()
        : products(width, count, openblas.CblasTrans, openblas.CblasNoTrans);
  }

  private double[] products(int size, int inner, int left, int right) {
    double[] products = new double[size * size];
    openblas.cblas_dgemm(
        openblas.CblasRowMajor,
        left,
        right,
        size,
        size,
        inner,
        1,
        values,
        width,
        values,
        width,
        0,
        products,
        size);
    return products;
  }

  /** The sum of the squares of all values, which is that of the singular values' squares. */
  double squares() {
    return sumOfSquares(values);
  }

  /** The sum of the fourth powers of the singular values. */
  double fourthPowers() {
    return sumOfSquares(smallerGram());
  }

  private static double sumOfSquares(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value * value;
    }
    return sum;
  }

  /**
   * Singular values, ascending, as many as there are rows or columns, whichever are fewer. They are
   * roots of the products' eigenvalues: below 1e-7 of the greatest they are rounding.
   *
   * @throws ArithmeticException if a value is not finite
   */
  double[] singularValues() {
    int size = Math.min(count, width);
    double[] singular = new double[size];
    int failed =
        openblas.LAPACKE_dsyev(
            openblas.LAPACK_ROW_MAJOR, (byte) 'N', (byte) 'L', size, smallerGram(), size, singular);
    if (failed != 0) {
      throw new ArithmeticException("vectors: must be finite; LAPACK's dsyev said " + failed);
    }
    for (int i = 0; i < size; i++) {
      singular[i] = Math.sqrt(Math.max(0, singular[i]));
    }
    return singular;
  }
}
