package dev.slipstream.loss;

import dev.slipstream.matrix.Matrix;

/**
 * Brings rows of one class together and keeps those of others away, within a batch; value and
 * gradients in closed form. For the few labels that some streams have. Stateless and thread-safe.
 */
public interface LabelledLoss {

  /**
   * What a loss says of a batch.
   *
   * @param value nats, mean over the rows whose class occurs again in the batch; 0 if none does
   * @param gradient d value / d rows, {@code [N, D]}
   * @param temperatureGradient d value / d temperature, for methods that learn it
   */
  record Result(double value, Matrix gradient, double temperatureGradient) {}

  /**
   * Value and gradients. Memory is O(N²).
   *
   * @param rows {@code [N, D]}
   * @param labels classes, one for each row
   * @throws IllegalArgumentException if there are not as many labels as rows
   */
  Result evaluate(Matrix rows, int[] labels);
}
