package dev.slipstream.loss;

import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.Matrix;

/** What losses over a softmax share. */
final class Logits {

  /** So low that its share of any softmax is zero; finite, so that sums stay numbers. */
  static final float EXCLUDED = -1e30f;

  private Logits() {}

  /** A value as a matrix {@code [1, 1]}. */
  static Matrix scalar(Device device, double value) {
    return column(device, new double[] {value});
  }

  /** Values as a matrix {@code [N, 1]}. */
  static Matrix column(Device device, double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return device.of(floats, floats.length, 1);
  }

  /** {@code log Σ e^x}. */
  static double logSumExp(float[] values) {
    double greatest = Double.NEGATIVE_INFINITY;
    for (float value : values) {
      greatest = Math.max(greatest, value);
    }
    double sum = 0;
    for (float value : values) {
      sum += Math.exp(value - greatest);
    }
    return greatest + Math.log(sum);
  }

  /** {@code log (e^a + e^b)}. */
  static double logAdd(double a, double b) {
    return Math.max(a, b) + Math.log1p(Math.exp(-Math.abs(a - b)));
  }

  /** {@code log (1 + e^x)} of each element. */
  static Matrix softplus(Matrix x) {
    Matrix above = x.copy();
    above.clampInPlace(0, Float.MAX_VALUE);
    Matrix size = above.multiply(-2f); // -|x| = x - 2 max(x, 0)
    size.addInPlace(x);
    Matrix softplus = size.exp().add(scalar(x.device(), 1)).log();
    softplus.addInPlace(above);
    return softplus;
  }

  /** {@code 1 / (1 + e^-x)} of each element. */
  static Matrix sigmoid(Matrix x) {
    Matrix opposite = x.multiply(-1);
    opposite.clampInPlace(-80, 80);
    Matrix one = x.device().zeros(x.rows(), x.cols());
    one.fillInPlace(1);
    return one.divide(opposite.exp().add(one));
  }

  /** {@code log (1 + e^x)}. */
  static double softplus(double x) {
    return logAdd(x, 0);
  }

  /** {@code 1 / (1 + e^-x)}, the derivative of {@link #softplus}. */
  static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }
}
