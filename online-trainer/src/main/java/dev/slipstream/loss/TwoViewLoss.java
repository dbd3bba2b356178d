package dev.slipstream.loss;

import dev.slipstream.matrix.Matrix;

/**
 * Compares two views of the same samples row by row, without negatives; value and gradients in
 * closed form. Stateless and thread-safe.
 */
public interface TwoViewLoss {

  /**
   * What a loss says of a batch.
   *
   * @param value as the loss defines it
   * @param firstGradient d value / d first, {@code [N, D]}
   * @param secondGradient d value / d second, {@code [N, D]}; of no use where the second view is a
   *     target that no gradient goes to
   */
  record Result(double value, Matrix firstGradient, Matrix secondGradient) {}

  /**
   * Value and gradients.
   *
   * @param first {@code [N, D]}
   * @param second {@code [N, D]}; row i is of the same sample as row i of the first
   * @throws IllegalArgumentException if the shapes do not fit
   */
  Result evaluate(Matrix first, Matrix second);
}
