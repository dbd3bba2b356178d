package dev.slipstream.loss;

/** Equation 1 of arXiv:1911.05722 as it is written, in double precision: the oracle. */
final class SlowInfoNce {

  private SlowInfoNce() {}

  static double value(double[][] query, double[][] positive, double[][] negatives, double t) {
    double total = 0;
    for (int n = 0; n < query.length; n++) {
      double ofPositive = dot(query[n], positive[n]) / t;
      double largest = ofPositive;
      for (double[] negative : negatives) {
        largest = Math.max(largest, dot(query[n], negative) / t);
      }
      double sum = Math.exp(ofPositive - largest);
      for (double[] negative : negatives) {
        sum += Math.exp(dot(query[n], negative) / t - largest);
      }
      total += largest + Math.log(sum) - ofPositive; // -log(exp(q·k+ / t) / Σ exp(q·k / t))
    }
    return total / query.length;
  }

  /** d value / d {@code at}, by central differences; {@code at} is one of the value's arguments. */
  static double[][] gradient(
      double[][] query, double[][] positive, double[][] negatives, double t, double[][] at) {
    return LossRows.differences(() -> value(query, positive, negatives, t), at);
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
