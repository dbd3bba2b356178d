package dev.slipstream.encoder;

import dev.slipstream.matrix.Matrix;
import dev.slipstream.matrix.Scope;

/**
 * Makes embeddings of representations: centres them, keeps the directions in which they vary most,
 * and scales each to unit variance. A handful of strong directions (brightness, size) would
 * otherwise decide most cosines (Jégou and Chum 2012, "Negative evidences and co-occurrences in
 * image retrieval", sec. 3; Su et al. 2021, arXiv:2103.15316). Fitted without labels, published
 * with each encoder version.
 *
 * @param mean of the representations, {@code [R]}
 * @param basis {@code [R, size]}, row-major: scaled directions, one in each column
 * @param size columns of an embedding
 */
public record Whitening(float[] mean, float[] basis, int size) {

  /** Directions that vary less than this share of the strongest are not blown up beyond it. */
  private static final double LEAST_VARIANCE = 1e-6;

  /** Representations needed for each direction; with fewer, directions are noise. */
  private static final int ROWS_PER_DIRECTION = 4;

  public Whitening {
    if (size < 1 || basis.length != mean.length * size) {
      throw new IllegalArgumentException(
          "whitening: basis must be [%d, %d], was of %d values"
              .formatted(mean.length, size, basis.length));
    }
  }

  /**
   * How many directions so many representations of so many columns can tell, at most {@code size}.
   */
  public static int directions(int rows, int columns, int size) {
    return Math.min(size, Math.min(columns, rows / ROWS_PER_DIRECTION));
  }

  /**
   * Fits a whitening.
   *
   * @param representations {@code [N, R]}, not normalised
   * @param size directions kept, at most R
   */
  public static Whitening fit(Matrix representations, int size) {
    int rows = representations.rows();
    int columns = representations.cols();
    try (Scope scope = representations.device().scope()) {
      Matrix mean = representations.columnSum().multiply(1f / rows);
      Matrix centred = representations.subtract(mean);
      Matrix covariance = centred.transposedMatmul(centred).multiply(1f / rows);
      Matrix.Eigen eigen = covariance.symmetricEigen();
      float[] variances = eigen.values().toArray();
      float[] directions = eigen.vectors().toArray();
      double least = LEAST_VARIANCE * Math.max(variances[columns - 1], Float.MIN_NORMAL);
      float[] basis = new float[columns * size];
      for (int j = 0; j < size; j++) {
        int from = columns - 1 - j; // strongest first
        double scale = 1 / Math.sqrt(Math.max(variances[from], least));
        for (int i = 0; i < columns; i++) {
          basis[i * size + j] = (float) (scale * directions[i * columns + from]);
        }
      }
      return new Whitening(mean.toArray(), basis, size);
    }
  }

  /**
   * Embeddings, not of unit length.
   *
   * @param representations {@code [N, R]}
   * @return {@code [N, size]}
   */
  public Matrix apply(Matrix representations) {
    Matrix centred = representations.subtract(representations.device().of(mean, 1, mean.length));
    return centred.matmul(representations.device().of(basis, mean.length, size));
  }
}
