package dev.slipstream.loss;

import dev.slipstream.matrix.Matrix;
import dev.slipstream.matrix.Shapes;

/**
 * How far predictions are from targets, the mean over all {@code N × D} differences d:
 *
 * <ul>
 *   <li>L1: |d|
 *   <li>L2: d²
 *   <li>smooth L1 (Girshick 2015, arXiv:1504.08083, eq. 3; with β as in data2vec: Baevski et al.
 *       2022, arXiv:2202.03555, eq. 4): d² / 2β where |d| ≤ β, |d| − β / 2 elsewhere
 * </ul>
 *
 * @param kind which of them
 * @param beta of the smooth L1, above 0; the others do not look at it
 */
public record RegressionLoss(Kind kind, double beta) implements TwoViewLoss {

  /** The losses to choose from. */
  public enum Kind {
    L1,
    L2,
    SMOOTH_L1
  }

  /** So small a β that the smooth L1 is the L1 of any difference but 0. */
  private static final float SHARP = 1e-12f;

  public RegressionLoss {
    if (!(beta > 0)) {
      throw new IllegalArgumentException("beta: must be > 0, was " + beta);
    }
  }

  /** The smooth L1. */
  public static RegressionLoss smooth(double beta) {
    return new RegressionLoss(Kind.SMOOTH_L1, beta);
  }

  /** One without a parameter. */
  public static RegressionLoss of(Kind kind) {
    return new RegressionLoss(kind, 1);
  }

  @Override
  public Result evaluate(Matrix first, Matrix second) {
    Shapes.requireShape("second", second, first.rows(), first.cols());
    Matrix difference = first.subtract(second);
    float share = 1f / (first.rows() * first.cols());
    return switch (kind) {
      case L1 -> huber(difference, SHARP, share);
      case SMOOTH_L1 -> huber(difference, (float) beta, share);
      case L2 -> {
        Matrix gradient = difference.multiply(2 * share);
        yield new Result(
            share * difference.multiply(difference).sum(), gradient, gradient.multiply(-1));
      }
    };
  }

  /** With c the difference clamped to ±β, {@code c (d - c / 2) / β} is both branches at once. */
  private static Result huber(Matrix difference, float beta, float share) {
    Matrix clamped = difference.copy();
    clamped.clampInPlace(-beta, beta);
    clamped.multiplyInPlace(1 / beta);
    Matrix rest = difference.copy();
    rest.axpyInPlace(-beta / 2, clamped);
    Matrix gradient = clamped.multiply(share);
    return new Result(share * clamped.multiply(rest).sum(), gradient, gradient.multiply(-1));
  }
}
