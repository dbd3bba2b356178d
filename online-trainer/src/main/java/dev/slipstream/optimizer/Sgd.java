package dev.slipstream.optimizer;

import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.Matrix;
import java.util.List;

/**
 * Gradient descent with momentum, as PyTorch defines it: {@code v = momentum * v + g + decay * p},
 * {@code p -= rate * v}. Statistics have momentum and decay 0 and rate 1.
 */
final class Sgd implements Optimizer {

  private final Matrix velocity;
  private final Matrix momentum;
  private final Matrix decay;
  private final Matrix negativeRate;
  private long updates;

  Sgd(OptimizerConfig config, Device device, float[] trainable) {
    velocity = device.zeros(1, trainable.length).keep();
    momentum = Optimizer.choose(device, trainable, config.optimizerMomentum(), 0);
    decay = Optimizer.choose(device, trainable, config.weightDecay(), 0);
    negativeRate = Optimizer.choose(device, trainable, -config.learningRate(), -1);
  }

  @Override
  public void apply(Matrix parameters, Matrix gradients) {
    velocity.multiplyInPlace(momentum);
    velocity.addInPlace(gradients);
    try (Matrix decayed = parameters.multiply(decay)) {
      velocity.addInPlace(decayed);
    }
    try (Matrix change = velocity.multiply(negativeRate)) {
      parameters.addInPlace(change);
    }
    updates++;
  }

  @Override
  public List<Matrix> vectors() {
    return List.of(velocity);
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
    List.of(velocity, momentum, decay, negativeRate).forEach(Matrix::close);
  }
}
