package dev.slipstream.loss;

import dev.slipstream.matrix.Matrix;
import dev.slipstream.matrix.Shapes;

/**
 * VICReg (Bardes, Ponce and LeCun 2022, arXiv:2105.04906, eq. 1 to 6): {@code λ s(Z, Z') + μ (v(Z)
 * + v(Z')) + ν (c(Z) + c(Z'))}.
 *
 * <ul>
 *   <li>invariance s: the mean of (z − z')² over all {@code N × D}, as the authors' program has it
 *       (eq. 5 sums over D), for which they chose the weights
 *   <li>variance v: the mean over columns of {@code max(0, 1 - sqrt(Var + 1e-4))}
 *   <li>covariance c: the sum of the squares off the covariances' diagonal, divided by D
 * </ul>
 *
 * <p>Variances and covariances are divided by N − 1, so that a batch has two rows at least.
 *
 * @param invariance λ, at least 0; the paper has 25
 * @param variance μ, at least 0; the paper has 25
 * @param covariance ν, at least 0; the paper has 1
 */
public record VicRegLoss(double invariance, double variance, double covariance)
    implements TwoViewLoss {

  private static final float EPSILON = 1e-4f;

  public VicRegLoss {
    if (!(invariance >= 0 && variance >= 0 && covariance >= 0)) {
      throw new IllegalArgumentException(
          "weights: must be >= 0, were %s, %s and %s".formatted(invariance, variance, covariance));
    }
  }

  /** What one view adds: the value, and its gradient {@code [N, D]}. */
  private record Spread(double value, Matrix gradient) {}

  @Override
  public Result evaluate(Matrix first, Matrix second) {
    Shapes.requireShape("second", second, first.rows(), first.cols());
    if (first.rows() < 2) {
      throw new IllegalArgumentException("first: must have 2 rows or more, had " + first.rows());
    }
    Result near = RegressionLoss.of(RegressionLoss.Kind.L2).evaluate(first, second);
    Spread ofFirst = spread(first);
    Spread ofSecond = spread(second);
    ofFirst.gradient().axpyInPlace((float) invariance, near.firstGradient());
    ofSecond.gradient().axpyInPlace((float) invariance, near.secondGradient());
    return new Result(
        invariance * near.value() + ofFirst.value() + ofSecond.value(),
        ofFirst.gradient(),
        ofSecond.gradient());
  }

  private Spread spread(Matrix z) {
    int d = z.cols();
    float share = 1f / (z.rows() - 1);
    Matrix centred = StandardColumns.centred(z);
    Matrix covariances = centred.transposedMatmul(centred);
    covariances.multiplyInPlace(share);
    float[] variances = new float[d];
    float[] values = covariances.toArray();
    for (int j = 0; j < d; j++) {
      variances[j] = values[j * d + j];
      values[j * d + j] = 0;
    }
    Matrix redundant = z.device().of(values, d, d);

    double lacking = 0;
    float[] stretch = new float[d]; // d v / d centred, but for the column itself
    for (int j = 0; j < d; j++) {
      double deviation = Math.sqrt(variances[j] + EPSILON);
      if (deviation < 1) {
        lacking += (1 - deviation) / d;
        stretch[j] = (float) (-variance * share / (d * deviation));
      }
    }
    Matrix gradient = centred.matmul(redundant);
    gradient.multiplyInPlace((float) (4 * covariance * share / d));
    gradient.addInPlace(centred.multiply(z.device().of(stretch, 1, d)));
    return new Spread(
        variance * lacking + covariance * redundant.multiply(redundant).sum() / d, gradient);
  }
}
