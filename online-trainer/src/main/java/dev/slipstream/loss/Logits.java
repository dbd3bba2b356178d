package dev.slipstream.loss;

/** What losses over a softmax share. */
final class Logits {

  /** So low that its share of any softmax is zero; finite, so that sums stay numbers. */
  static final float EXCLUDED = -1e30f;

  private Logits() {}

  /** {@code log (1 + e^x)}. */
  static double softplus(double x) {
    return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }

  /** {@code 1 / (1 + e^-x)}, the derivative of {@link #softplus}. */
  static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }
}
