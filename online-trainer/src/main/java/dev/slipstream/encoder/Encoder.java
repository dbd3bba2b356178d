package dev.slipstream.encoder;

import dev.slipstream.matrix.Matrix;

/**
 * An encoder in memory: a backbone whose output is the representation, and a projection head on
 * top. {@link #forward} changes no parameter; batch-norm statistics move only through {@link
 * #gradients()}. Not thread-safe.
 */
public interface Encoder extends AutoCloseable {

  /** How batch norm and dropout behave and whether {@link #backward} will follow. */
  enum Mode {
    /** Batch statistics, dropout; intermediate results are kept for {@link #backward}. */
    TRAIN,
    /** Batch statistics, dropout, nothing kept: the key encoder. */
    TRAIN_NO_GRADIENT,
    /** Running statistics, no dropout, nothing kept. */
    INFER
  }

  /**
   * What one pass gives, rows in the order of the input.
   *
   * @param representation the backbone's output, {@code [N, spec.representationSize()]}
   * @param projection the head's output, not normalised, {@code [N, spec.projectionSize()]}
   */
  record Output(Matrix representation, Matrix projection) {}

  EncoderSpec spec();

  /**
   * All parameters as one row {@code [1, P]} in DL4J's order, live: writing to it changes the
   * encoder. Lives as long as the encoder.
   */
  Matrix parameters();

  /**
   * The gradient of the last {@link #backward}, {@code [1, P]} in the order of {@link #parameters}.
   * At batch-norm statistics it holds DL4J's running-average update {@code (1 - decay) * (running -
   * batch)}, to be subtracted as it is. Overwritten by the next {@link #backward}.
   */
  Matrix gradients();

  /** Encodes a batch without noise. */
  default Output forward(Matrix input, Mode mode) {
    return forward(input, mode, Noise.NONE);
  }

  /**
   * Encodes a batch.
   *
   * @param input {@code [N, spec.input().columns()]}, each row one sample as {@link InputSpec} says
   * @param noise what dropout layers drop; in {@link Mode#INFER} they drop nothing
   * @throws IllegalArgumentException if the width is not the specification's input size
   */
  Output forward(Matrix input, Mode mode, Noise noise);

  /**
   * Back-propagates through the last {@link Mode#TRAIN} pass and fills {@link #gradients()}.
   *
   * @param projectionGradient d loss / d projection, {@code [N, spec.projectionSize()]}
   * @throws IllegalStateException if no {@link Mode#TRAIN} pass came before
   */
  void backward(Matrix projectionGradient);

  /**
   * {@link #backward}, and how the input should change.
   *
   * @return d loss / d input, {@code [N, spec.input().columns()]}
   * @throws IllegalStateException if no {@link Mode#TRAIN} pass came before, or the input is not an
   *     {@link InputSpec.Vector}
   */
  Matrix backwardToInput(Matrix projectionGradient);

  @Override
  void close();
}
