package dev.slipstream.optimizer;

import dev.slipstream.matrix.Matrix;

/** What an optimiser does to parameters once their gradient is known. */
@FunctionalInterface
public interface ParameterUpdate {

  /**
   * Changes {@code parameters} in place.
   *
   * @param parameters {@code [1, P]}
   * @param gradients {@code [1, P]}, as {@link dev.slipstream.encoder.Encoder#gradients} gives them
   */
  void apply(Matrix parameters, Matrix gradients);
}
