package dev.slipstream.objective.image;

import dev.slipstream.matrix.Matrix;

/**
 * How far guesses are from what they should be, where it counts.
 *
 * @param value mean of the squared differences that count
 * @param gradient d value / d guess, {@code [N, D]}
 */
record SquaredError(double value, Matrix gradient) {

  /**
   * Compares.
   *
   * @param guess {@code [N, D]}
   * @param target {@code [N, D]}
   * @param counted 1 where a difference counts, else 0, {@code [N, D]}; at least one 1
   */
  static SquaredError of(Matrix guess, Matrix target, Matrix counted) {
    Matrix missed = guess.subtract(target);
    missed.multiplyInPlace(counted);
    double share = 1 / counted.sum();
    return new SquaredError(
        share * missed.multiply(missed).sum(), missed.multiply((float) (2 * share)));
  }
}
