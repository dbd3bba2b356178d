package dev.slipstream.optimizer;

import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.Matrix;
import java.util.List;

/**
 * Adam (Kingma and Ba 2014, arXiv:1412.6980, algorithm 1) with decoupled weight decay (Loshchilov
 * and Hutter 2017, arXiv:1711.05101).
 */
final class Adam implements Optimizer {

  private final OptimizerConfig config;
  private final Matrix mean;
  private final Matrix square;
  private final Matrix trained;
  private final Matrix statistics;
  private final Matrix epsilon;
  private long updates;

  Adam(OptimizerConfig config, Device device, float[] trainable) {
    this.config = config;
    mean = device.zeros(1, trainable.length).keep();
    square = device.zeros(1, trainable.length).keep();
    trained = Optimizer.choose(device, trainable, 1, 0);
    statistics = Optimizer.choose(device, trainable, 0, 1);
    epsilon = device.of(new float[] {(float) config.epsilon()}, 1, 1).keep();
  }

  @Override
  public void apply(Matrix parameters, Matrix gradients) {
    updates++;
    mean.lerpInPlace(gradients, (float) (1 - config.beta1()));
    try (Matrix squared = gradients.multiply(gradients)) {
      square.lerpInPlace(squared, (float) (1 - config.beta2()));
    }
    try (Matrix decayed = parameters.multiply(trained)) {
      parameters.axpyInPlace((float) (-config.learningRate() * config.weightDecay()), decayed);
    }
    try (Matrix unbiased = square.multiply((float) (1 / begun(config.beta2())));
        Matrix root = unbiased.sqrt()) {
      root.addInPlace(epsilon);
      try (Matrix change = mean.divide(root)) {
        change.multiplyInPlace(trained);
        double rate = config.learningRate() / begun(config.beta1());
        parameters.axpyInPlace((float) -rate, change);
      }
    }
    try (Matrix change = gradients.multiply(statistics)) {
      parameters.axpyInPlace(-1, change);
    }
  }

  /** How far a mean that started at zero has come. */
  private double begun(double beta) {
    return 1 - Math.pow(beta, (double) updates);
  }

  @Override
  public List<Matrix> vectors() {
    return List.of(mean, square);
  }

  @Override
  public long updates() {
    return updates;
  }

  @Override
  public void updates(long count) {
    updates = count;
  }

  @Override
  public void close() {
    List.of(mean, square, trained, statistics, epsilon).forEach(Matrix::close);
  }
}
