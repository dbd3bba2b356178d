package dev.slipstream.encoder;

import dev.slipstream.matrix.Matrix;

/** The checks every engine makes of what it is given. */
public final class Inputs {

  private Inputs() {}

  /**
   * The input of a forward pass.
   *
   * @throws IllegalArgumentException if its width is not the specification's
   */
  public static void requireRows(EncoderSpec spec, Matrix input) {
    int columns = spec.input().columns();
    if (input.cols() != columns) {
      throw new IllegalArgumentException(
          "input: must have %d columns for %s, was %d"
              .formatted(columns, spec.input(), input.cols()));
    }
  }

  /**
   * An encoder whose input has a gradient.
   *
   * @throws IllegalStateException if it takes anything but a {@link InputSpec.Vector}
   */
  public static void requireVector(EncoderSpec spec) {
    if (!(spec.input() instanceof InputSpec.Vector)) {
      throw new IllegalStateException(
          "input: must be columns to have a gradient, was " + spec.input());
    }
  }

  /**
   * The gradient a backward pass starts from.
   *
   * @param rows of the training pass, 0 if there was none
   * @throws IllegalArgumentException if its shape is not that of the projection
   * @throws IllegalStateException if there was no training pass
   */
  public static void requireGradient(EncoderSpec spec, int rows, Matrix gradient) {
    if (rows == 0) {
      throw new IllegalStateException("backward: must follow a forward pass in mode TRAIN");
    }
    if (gradient.rows() != rows || gradient.cols() != spec.projectionSize()) {
      throw new IllegalArgumentException(
          "projectionGradient: must be [%d, %d], was [%d, %d]"
              .formatted(rows, spec.projectionSize(), gradient.rows(), gradient.cols()));
    }
  }
}
