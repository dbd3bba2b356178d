package dev.slipstream.encoder;

import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.matrix.Scope;

/**
 * Makes embeddings of representations: centres them, keeps the directions in which they vary most,
 * and scales each to unit variance. A handful of strong directions (brightness, size) would
 * otherwise decide most cosines (Jégou and Chum 2012, "Negative evidences and co-occurrences in
 * image retrieval", sec. 3; Su et al. 2021, arXiv:2103.15316). Fitted without labels, published
 * with each encoder version.
 *
 * <p>Strongest directions change places and signs from fit to fit, which no cosine sees, but
 * whoever learns from embeddings would. So they are turned towards one frame, the same in every fit
 * (Schönemann 1966, "A generalized solution of the orthogonal Procrustes problem"): of a
 * representation that changed a little, the embedding changes a little.
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

  /** Each makes a direction that hardly shows in the frame half as long again. */
  private static final int TURNS = 30;

  /** How far from orthogonal a turn may be; it is left out beyond. */
  private static final float TOLERANCE = 1e-3f;

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
      float[] kept = new float[columns * size];
      float[] scaled = new float[columns * size];
      for (int j = 0; j < size; j++) {
        int from = columns - 1 - j; // strongest first
        double scale = 1 / Math.sqrt(Math.max(variances[from], least));
        for (int i = 0; i < columns; i++) {
          kept[i * size + j] = directions[i * columns + from];
          scaled[i * size + j] = (float) (scale * directions[i * columns + from]);
        }
      }
      Device device = representations.device();
      Matrix turn = turn(device.of(kept, columns, size));
      float[] basis = device.of(scaled, columns, size).matmul(turn).toArray();
      return new Whitening(mean.toArray(), basis, size);
    }
  }

  /**
   * The orthogonal matrix that brings directions nearest to the frame: the polar factor of {@code
   * directionsᵀ · frame}, by Newton and Schulz's iteration.
   *
   * @param directions {@code [R, size]}, orthonormal columns
   * @return {@code [size, size]}
   */
  private static Matrix turn(Matrix directions) {
    int size = directions.cols();
    Matrix turn = directions.transposedMatmul(frame(directions.device(), directions.rows(), size));
    for (int i = 0; i < TURNS; i++) {
      Matrix cube = turn.matmul(turn.transposedMatmul(turn));
      turn = turn.multiply(1.5f).subtract(cube.multiply(0.5f));
    }
    Matrix identity = identity(directions.device(), size);
    for (float error : turn.transposedMatmul(turn).subtract(identity).toArray()) {
      if (!(Math.abs(error) <= TOLERANCE)) {
        return identity;
      }
    }
    return turn;
  }

  /**
   * The slowest waves over the columns: orthonormal, and no column of a representation is apart.
   */
  private static Matrix frame(Device device, int columns, int size) {
    float[] values = new float[columns * size];
    for (int i = 0; i < columns; i++) {
      for (int j = 0; j < size; j++) {
        double wave = StrictMath.cos(Math.PI * (i + 0.5) * j / columns);
        values[i * size + j] = (float) (wave * Math.sqrt((j == 0 ? 1.0 : 2.0) / columns));
      }
    }
    return device.of(values, columns, size);
  }

  private static Matrix identity(Device device, int size) {
    float[] values = new float[size * size];
    for (int i = 0; i < size; i++) {
      values[i * size + i] = 1;
    }
    return device.of(values, size, size);
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
