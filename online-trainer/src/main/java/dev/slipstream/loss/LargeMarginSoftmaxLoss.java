package dev.slipstream.loss;

import dev.slipstream.matrix.Matrix;

/**
 * Large-margin softmax, L-softmax (Liu et al. 2016, arXiv:1612.02295, eq. 4 and 6): cross-entropy,
 * in nats, of logits {@code |x| |w_c| cos θ_c}, but {@code |x| |w_y| ψ(θ_y)} of the row's own
 * class, where {@code ψ(θ) = (-1)^k cos mθ - 2k} for θ from {@code kπ/m} to {@code (k+1)π/m}.
 *
 * @param margin m, at least 1, which is the plain softmax
 */
public record LargeMarginSoftmaxLoss(int margin) implements ClassLoss {

  public LargeMarginSoftmaxLoss {
    if (margin < 1) {
      throw new IllegalArgumentException("margin: must be >= 1, was " + margin);
    }
  }

  @Override
  public Result evaluate(Matrix rows, Matrix classes, int[] labels) {
    MarginSoftmax.Margin psi =
        new MarginSoftmax.Margin() {
          @Override
          public double of(double cosine) {
            double angle = margin * MarginSoftmax.angle(cosine);
            return sign(angle) * Math.cos(angle) - 2 * piece(angle);
          }

          @Override
          public double slope(double cosine) {
            double angle = margin * MarginSoftmax.angle(cosine);
            return sign(angle) * margin * Math.sin(angle) / MarginSoftmax.sine(cosine);
          }
        };
    return Labelled.evaluate(
        (some, all, of) -> MarginSoftmax.evaluate(some, all, of, 1, psi), rows, classes, labels);
  }

  /** k. */
  private int piece(double angle) {
    return Math.min(margin - 1, (int) (angle / Math.PI));
  }

  private int sign(double angle) {
    return piece(angle) % 2 == 0 ? 1 : -1;
  }
}
