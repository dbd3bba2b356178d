package dev.slipstream.infra.evaluate;

import dev.slipstream.encoder.Whitening;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.matrix.Scope;

/**
 * What the probes compare: one row for each image. To be closed.
 *
 * @param bank {@code [bank images, columns]}
 * @param test {@code [test images, columns]}
 */
public record Features(Matrix bank, Matrix test) implements AutoCloseable {

  /** The same, whitened. */
  public Features whitened(Whitening whitening) {
    try (Scope scope = bank.device().scope()) {
      return new Features(whitening.apply(bank).keep(), whitening.apply(test).keep());
    }
  }

  @Override
  public void close() {
    bank.close();
    test.close();
  }
}
