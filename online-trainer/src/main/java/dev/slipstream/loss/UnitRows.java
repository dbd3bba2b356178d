package dev.slipstream.loss;

import dev.slipstream.matrix.Matrix;

/**
 * Rows scaled to unit length, with what the way back needs.
 *
 * @param rows {@code [N, D]}, each of Euclidean length 1 (a row of zeros stays zeros)
 * @param norms {@code [N, 1]}, the lengths before, at least {@value #LEAST_NORM}
 */
public record UnitRows(Matrix rows, Matrix norms) {

  /** Shorter rows are divided by this instead, as {@code torch.nn.functional.normalize} does. */
  static final float LEAST_NORM = 1e-12f;

  /** Scales the rows of {@code x}, {@code [N, D]}. */
  public static UnitRows of(Matrix x) {
    Matrix norms = x.rowNorm();
    norms.clampInPlace(LEAST_NORM, Float.MAX_VALUE);
    return new UnitRows(x.divide(norms), norms);
  }

  /**
   * The gradient with respect to the rows before scaling, {@code [N, D]}: what of {@code gradient}
   * is perpendicular to each row, divided by its norm.
   *
   * @param gradient with respect to {@link #rows}, {@code [N, D]}
   */
  public Matrix backward(Matrix gradient) {
    Matrix along = rows.multiply(gradient.multiply(rows).rowSum());
    return gradient.subtract(along).divide(norms);
  }
}
