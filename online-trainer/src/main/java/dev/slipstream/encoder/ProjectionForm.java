package dev.slipstream.encoder;

/**
 * What a projection is of; an objective chooses it. The representation is the same in all forms.
 */
public enum ProjectionForm {
  /** Of the representation: {@code [N, D]}. */
  POOLED,
  /**
   * Of each position (a patch, a frame, a word): {@code [N, T * D]}, positions outermost, so that
   * it is {@code [N * T, D]} too. At the padding of a text it means nothing.
   */
  POSITIONS,
  /** As {@link #POSITIONS}, where no position knows of any after it. */
  CAUSAL
}
