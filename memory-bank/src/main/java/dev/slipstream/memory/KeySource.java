package dev.slipstream.memory;

import dev.slipstream.matrix.Matrix;

/** A memory of vectors that losses take as negatives: the queue's newest, or the bank's. */
public interface KeySource {

  /**
   * The vectors held, a view {@code [N, D]}; valid until the memory changes.
   *
   * @throws IllegalStateException if there are none
   */
  Matrix keys();

  /** The {@link ItemHash} of each, in the order of {@link #keys()}. */
  long[] items();

  /** The encoder's step that last made each, in the order of {@link #keys()}. */
  long[] encoderSteps();
}
