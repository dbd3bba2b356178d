package dev.slipstream.learner;

import dev.slipstream.input.Batch;

/**
 * One batch of items in two modalities: row i of both is of the same pair.
 *
 * @param first N rows of the first modality
 * @param second N rows of the second
 */
public record PairBatch(Batch first, Batch second) {

  public PairBatch {
    if (first.rows() != second.rows()) {
      throw new IllegalArgumentException(
          "pairs: must be as many of both modalities, was %d and %d"
              .formatted(first.rows(), second.rows()));
    }
  }

  /** N. */
  public int rows() {
    return first.rows();
  }
}
