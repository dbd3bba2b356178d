package dev.slipstream.loss;

import java.util.Arrays;
import java.util.stream.Stream;

/** The losses of {@link TwoViewLoss} as their papers have them, in double precision: the oracle. */
final class SlowTwoViewLoss {

  private SlowTwoViewLoss() {}

  static double value(TwoViewLoss loss, double[][] a, double[][] b) {
    if (loss instanceof RegressionLoss regression) {
      return regression(regression, a, b);
    } else if (loss instanceof BarlowTwinsLoss barlow) {
      return barlowTwins(barlow.offDiagonal(), a, b);
    } else if (loss instanceof VicRegLoss v) {
      return v.invariance() * regression(RegressionLoss.of(RegressionLoss.Kind.L2), a, b)
          + v.variance() * (lackingVariance(a) + lackingVariance(b))
          + v.covariance() * (redundancy(a) + redundancy(b));
    } else if (loss instanceof VonMisesFisherLoss v) {
      return vonMisesFisher(v.penalty(), a, b);
    } else if (loss instanceof SymmetricLoss symmetric) {
      return ntXent(((InfoNceLoss) symmetric.loss()).temperature(), a, b);
    }
    return negativeCosine(a, b);
  }

  private static double negativeCosine(double[][] a, double[][] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < a[i].length; j++) {
        sum -= a[i][j] * b[i][j];
      }
    }
    return sum / a.length;
  }

  /** The normaliser is the integral of the density's numerator over the sphere. */
  private static double vonMisesFisher(double penalty, double[][] a, double[][] b) {
    int d = a[0].length;
    double sphere = 2; // the surface of the unit sphere in d - 1 dimensions
    for (int n = d - 1; n > 2; n -= 2) {
      sphere *= 2 * Math.PI / (n - 2);
    }
    sphere *= d % 2 == 1 ? Math.PI : 1;
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      double length = LossRows.norm(a[i]);
      double integral = 0;
      int steps = 2000;
      for (int step = 0; step < steps; step++) { // over the angle, where it is smooth
        double angle = Math.PI * (step + 0.5) / steps;
        double density = Math.exp(length * Math.cos(angle)) * Math.pow(Math.sin(angle), d - 2);
        integral += density * Math.PI / steps;
      }
      sum += Math.log(sphere * integral) - SlowContrastiveLoss.dot(a[i], b[i]) + penalty * length;
    }
    return sum / a.length;
  }

  private static double ntXent(double t, double[][] a, double[][] b) {
    double[][] all = Stream.of(a, b).flatMap(Arrays::stream).toArray(double[][]::new);
    double sum = 0;
    for (int i = 0; i < all.length; i++) {
      double others = 0;
      for (int k = 0; k < all.length; k++) {
        others += k == i ? 0 : Math.exp(SlowContrastiveLoss.dot(all[i], all[k]) / t);
      }
      double[] pair = all[(i + a.length) % all.length];
      sum -= Math.log(Math.exp(SlowContrastiveLoss.dot(all[i], pair) / t) / others);
    }
    return sum / all.length;
  }

  private static double regression(RegressionLoss loss, double[][] a, double[][] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < a[i].length; j++) {
        double d = Math.abs(a[i][j] - b[i][j]);
        sum +=
            switch (loss.kind()) {
              case L1 -> d;
              case L2 -> d * d;
              case SMOOTH_L1 -> d < loss.beta() ? d * d / (2 * loss.beta()) : d - loss.beta() / 2;
            };
      }
    }
    return sum / (a.length * a[0].length);
  }

  private static double barlowTwins(double offDiagonal, double[][] a, double[][] b) {
    double sum = 0;
    for (int i = 0; i < a[0].length; i++) {
      for (int j = 0; j < a[0].length; j++) {
        double c =
            covariance(a, i, b, j, a.length)
                / Math.sqrt(covariance(a, i, a, i, a.length) + 1e-5)
                / Math.sqrt(covariance(b, j, b, j, a.length) + 1e-5);
        sum += i == j ? (1 - c) * (1 - c) : offDiagonal * c * c;
      }
    }
    return sum;
  }

  private static double lackingVariance(double[][] z) {
    double sum = 0;
    for (int j = 0; j < z[0].length; j++) {
      sum += Math.max(0, 1 - Math.sqrt(covariance(z, j, z, j, z.length - 1) + 1e-4));
    }
    return sum / z[0].length;
  }

  private static double redundancy(double[][] z) {
    double sum = 0;
    for (int i = 0; i < z[0].length; i++) {
      for (int j = 0; j < z[0].length; j++) {
        sum += i == j ? 0 : Math.pow(covariance(z, i, z, j, z.length - 1), 2);
      }
    }
    return sum / z[0].length;
  }

  private static double covariance(double[][] a, int i, double[][] b, int j, int divisor) {
    double sum = 0;
    for (int row = 0; row < a.length; row++) {
      sum += (a[row][i] - mean(a, i)) * (b[row][j] - mean(b, j));
    }
    return sum / divisor;
  }

  private static double mean(double[][] a, int column) {
    double sum = 0;
    for (double[] row : a) {
      sum += row[column];
    }
    return sum / a.length;
  }
}
