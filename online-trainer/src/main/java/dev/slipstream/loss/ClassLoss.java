package dev.slipstream.loss;

import dev.slipstream.matrix.Matrix;

/**
 * Compares rows with a learned row for each class: its weights, or its centre; value and gradients
 * in closed form. Stateless and thread-safe.
 */
public interface ClassLoss {

  /**
   * What a loss says of a batch.
   *
   * @param value mean over the rows with a label, as the loss defines it; 0 if there is none
   * @param gradient d value / d rows, {@code [N, D]}
   * @param classGradient d value / d classes, {@code [C, D]}
   */
  record Result(double value, Matrix gradient, Matrix classGradient) {}

  /**
   * Value and gradients.
   *
   * @param rows {@code [N, D]}
   * @param classes {@code [C, D]}
   * @param labels one for each row: a class, or {@link CrossEntropyLoss#IGNORED}
   * @throws IllegalArgumentException if the shapes do not fit, or a label is no class
   */
  Result evaluate(Matrix rows, Matrix classes, int[] labels);
}
