package dev.slipstream.loss;

import dev.slipstream.matrix.Matrix;

/**
 * {@code max(0, x)} of each element.
 *
 * @param value of the shape of x
 * @param slope 1 where x is above 0, else 0
 */
record Hinge(Matrix value, Matrix slope) {

  /** So steep that any x above 0 but the tiniest reaches 1. */
  private static final float STEEP = 1e30f;

  static Hinge of(Matrix x) {
    Matrix value = x.copy();
    value.clampInPlace(0, Float.MAX_VALUE);
    Matrix slope = value.multiply(STEEP);
    slope.clampInPlace(0, 1);
    return new Hinge(value, slope);
  }
}
