package dev.slipstream.loss;

import dev.slipstream.matrix.Matrix;
import dev.slipstream.matrix.Shapes;

/**
 * Von Mises-Fisher likelihood (Kumar and Tsvetkov 2019, arXiv:1812.04616): the first view predicts
 * the direction of the second, and by its length κ how sure it is; the mean of
 *
 * <pre>{@code -log C(κ) - x·y + λ κ,  C(κ) = κ^(D/2-1) / ((2π)^(D/2) I_(D/2-1)(κ)),  κ = |x|}</pre>
 *
 * <p>in nats, where I is the modified Bessel function of the first kind. The second view's rows are
 * to be of unit length.
 *
 * @param penalty λ, what being sure costs, at least 0
 */
public record VonMisesFisherLoss(double penalty) implements TwoViewLoss {

  /** Shorter predictions are as good as this. */
  private static final double LEAST_LENGTH = 1e-6;

  public VonMisesFisherLoss {
    if (!(penalty >= 0)) {
      throw new IllegalArgumentException("penalty: must be >= 0, was " + penalty);
    }
  }

  @Override
  public Result evaluate(Matrix first, Matrix second) {
    Shapes.requireShape("second", second, first.rows(), first.cols());
    int n = first.rows();
    float[] lengths = first.rowNorm().toArray();
    double value = -first.multiply(second).sum() / n;
    double[] stretch = new double[n];
    for (int i = 0; i < n; i++) {
      double length = Math.max(lengths[i], LEAST_LENGTH);
      Bessel bessel = Bessel.of(first.cols(), length);
      value += (bessel.minusLogNormalizer() + penalty * length) / n;
      stretch[i] = (bessel.ratio() + penalty) / (n * length);
    }
    Matrix gradient = first.multiply(Logits.column(first.device(), stretch));
    gradient.axpyInPlace(-1f / n, second);
    return new Result(value, gradient, first.multiply(-1f / n));
  }

  /**
   * What the normaliser needs of Bessel functions, by their series (Abramowitz and Stegun, 9.6.10).
   *
   * @param minusLogNormalizer {@code -log C(κ)}
   * @param ratio {@code I_(D/2)(κ) / I_(D/2-1)(κ)}, the derivative of the above
   */
  private record Bessel(double minusLogNormalizer, double ratio) {

    private static final double TINY = 1e-17;
    private static final double HUGE = 1e200;

    static Bessel of(int d, double k) {
      double order = d / 2.0 - 1;
      double square = k * k / 4;
      double term = 1;
      double sum = 1; // Σ (κ²/4)^j / (j! (order + 1) … (order + j))
      double nextTerm = 1;
      double nextSum = 1; // the same of order + 1
      double logShrunk = 0;
      for (int j = 1; term > TINY * sum; j++) {
        term *= square / (j * (j + order));
        nextTerm *= square / (j * (j + order + 1));
        sum += term;
        nextSum += nextTerm;
        if (sum > HUGE) {
          term /= HUGE;
          sum /= HUGE;
          nextTerm /= HUGE;
          nextSum /= HUGE;
          logShrunk += Math.log(HUGE);
        }
      }
      double log = // log I_order(κ) - order log κ
          -order * Math.log(2) - logGammaOfHalf(d) + Math.log(sum) + logShrunk;
      return new Bessel(
          log + d / 2.0 * Math.log(2 * Math.PI), k / (2 * (order + 1)) * nextSum / sum);
    }

    /** {@code log Γ(d / 2)}. */
    private static double logGammaOfHalf(int d) {
      double sum = d % 2 == 0 ? 0 : Math.log(Math.PI) / 2;
      for (double x = d / 2.0 - 1; x > 0; x--) {
        sum += Math.log(x);
      }
      return sum;
    }
  }
}
