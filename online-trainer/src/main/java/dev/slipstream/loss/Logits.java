package dev.slipstream.loss;

/** What losses over a softmax share. */
final class Logits {

  /** So low that its share of any softmax is zero; finite, so that sums stay numbers. */
  static final float EXCLUDED = -1e30f;

  private Logits() {}
}
