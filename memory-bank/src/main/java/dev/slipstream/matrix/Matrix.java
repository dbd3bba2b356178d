package dev.slipstream.matrix;

/**
 * A float32 matrix {@code [rows, cols]}, row-major, on a {@link Device}.
 *
 * <p>Methods named for an operation return a new matrix; methods ending in {@code InPlace} and the
 * {@code set…} methods change this one and return nothing. Element-wise operations of two matrices
 * broadcast the argument: it may be {@code [rows, cols]}, {@code [rows, 1]}, {@code [1, cols]} or
 * {@code [1, 1]}. Shapes that do not fit throw {@link IllegalArgumentException} naming both.
 *
 * <p>Not thread-safe. Released by {@link #close()} or by the {@link Scope} it was made in.
 */
public interface Matrix extends AutoCloseable {

  int rows();

  int cols();

  Device device();

  // ---- host ----

  /** A copy of the values, row-major, {@code rows * cols} floats. */
  float[] toArray();

  /** Overwrites the values from the host. */
  void set(float[] values);

  // ---- views: they share memory with this matrix and must not outlive it ----

  /**
   * Rows {@code from} (inclusive) to {@code to} (exclusive) as a view {@code [to - from, cols]}.
   */
  Matrix rowRange(int from, int to);

  /** The same values as {@code [rows, cols]}, a view; the number of elements must agree. */
  Matrix reshape(int rows, int cols);

  // ---- copies ----

  Matrix copy();

  /** Overwrites the values with those of a matrix of the same shape. */
  void set(Matrix values);

  /** Overwrites rows {@code [row, row + source.rows())} with those of {@code source}. */
  void setRows(int row, Matrix source);

  /** Overwrites the rows named, each once, with those of {@code source}, in that order. */
  void setRows(int[] index, Matrix source);

  /** The rows named, in that order, repeats allowed: {@code [index.length, cols]}. */
  Matrix gather(int[] index);

  /**
   * These rows at their places among zeros, the way back of a {@link #gather} without repeats.
   *
   * @param index where each of these rows goes, each once
   * @param rows of the result
   * @return {@code [rows, cols]}
   */
  default Matrix scatter(int[] index, int rows) {
    Matrix all = device().zeros(rows, cols());
    all.setRows(index, this);
    return all;
  }

  // ---- products ----

  /** {@code this · b}: {@code [n, k] · [k, m] -> [n, m]}. */
  Matrix matmul(Matrix b);

  /** {@code this · bᵀ}: {@code [n, k] · [m, k]ᵀ -> [n, m]}. */
  Matrix matmulTransposed(Matrix b);

  /** {@code thisᵀ · b}: {@code [k, n]ᵀ · [k, m] -> [n, m]}. */
  Matrix transposedMatmul(Matrix b);

  /**
   * One small product per row: row {@code i} of this, read as {@code [n, k]}, times row {@code i}
   * of {@code b}, read as {@code [k, m]}; result {@code [rows, n * m]}. Here {@code n = cols /
   * inner} and {@code m = b.cols() / inner}.
   *
   * @param inner k
   */
  Matrix batchMatmul(Matrix b, int inner);

  // ---- element-wise ----

  Matrix add(Matrix b);

  Matrix subtract(Matrix b);

  Matrix multiply(Matrix b);

  Matrix divide(Matrix b);

  Matrix multiply(float factor);

  Matrix exp();

  Matrix log();

  Matrix sqrt();

  // ---- reductions ----

  /** Sum of each row: {@code [rows, 1]}. */
  Matrix rowSum();

  /** Largest element of each row: {@code [rows, 1]}. */
  Matrix rowMax();

  /** {@code log Σ_j exp(x_ij)} of each row, without overflow: {@code [rows, 1]}. */
  Matrix rowLogSumExp();

  /** Euclidean norm of each row: {@code [rows, 1]}. */
  Matrix rowNorm();

  /** Sum of each column: {@code [1, cols]}. */
  Matrix columnSum();

  /** Sum of all elements, accumulated by the device. */
  double sum();

  // ---- decomposition ----

  /**
   * What {@link #symmetricEigen} finds.
   *
   * @param values eigenvalues, ascending, {@code [1, n]}
   * @param vectors unit eigenvectors in the order of the values, one in each column, {@code [n,
   *     n]}; their signs are arbitrary
   */
  record Eigen(Matrix values, Matrix vectors) {}

  /**
   * Eigenvalues and eigenvectors of a symmetric matrix, by LAPACK.
   *
   * @throws IllegalArgumentException if this is not square
   */
  Eigen symmetricEigen();

  // ---- in place ----

  void fillInPlace(float value);

  void addInPlace(Matrix b);

  void multiplyInPlace(Matrix b);

  void multiplyInPlace(float factor);

  /** {@code this += alpha * x}. */
  void axpyInPlace(float alpha, Matrix x);

  /** {@code this += weight * (target - this)}: an exponential moving average's step. */
  void lerpInPlace(Matrix target, float weight);

  /** Clamps every element to {@code [least, most]}. */
  void clampInPlace(float least, float most);

  // ---- lifetime ----

  /** Takes this matrix out of its scope: it now lives until {@link #close()}. Returns this. */
  Matrix keep();

  @Override
  void close();
}
