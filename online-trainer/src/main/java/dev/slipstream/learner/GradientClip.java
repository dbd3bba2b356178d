package dev.slipstream.learner;

import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.Matrix;

/**
 * Shortens a gradient that is longer than a bound (Pascanu et al. 2013, arXiv:1211.5063, algorithm
 * 1). Entries of running statistics neither count nor change.
 */
final class GradientClip implements AutoCloseable {

  private final double bound;
  private final Matrix trained;
  private final Matrix one;

  /**
   * A clip to a length.
   *
   * @param bound greatest Euclidean length; 0 for none
   * @param trainable {@code [P]}: 1 where gradient descent trains, 0 at running statistics
   */
  GradientClip(double bound, Device device, float[] trainable) {
    this.bound = bound;
    trained = device.of(trainable, 1, trainable.length).keep();
    one = device.of(new float[] {1}, 1, 1).keep();
  }

  /** Changes {@code gradients}, {@code [1, P]}, in place. */
  void apply(Matrix gradients) {
    if (bound == 0) {
      return;
    }
    try (Matrix counted = gradients.multiply(trained);
        Matrix excess = counted.rowNorm()) {
      excess.multiplyInPlace((float) (1 / bound));
      excess.clampInPlace(1, Float.MAX_VALUE);
      try (Matrix kept = one.divide(excess)) {
        counted.multiplyInPlace(kept.subtract(one));
      }
      gradients.addInPlace(counted);
    }
  }

  @Override
  public void close() {
    trained.close();
    one.close();
  }
}
