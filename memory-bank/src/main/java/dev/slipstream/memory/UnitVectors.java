package dev.slipstream.memory;

import dev.slipstream.matrix.Matrix;

/** Vectors of length 1. */
public final class UnitVectors {

  private static final float LEAST_NORM = 1e-12f;

  private UnitVectors() {}

  /** The rows divided by their Euclidean norms, {@code [N, D]}; rows of zeros stay so. */
  public static Matrix of(Matrix rows) {
    Matrix norms = rows.rowNorm();
    norms.clampInPlace(LEAST_NORM, Float.MAX_VALUE);
    return rows.divide(norms);
  }
}
