package dev.slipstream.optimizer;

import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.state.StateFormat;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;

/**
 * An optimiser of one flat parameter vector. Where the trainable mask is 0 (batch-norm statistics)
 * the gradient is subtracted as it is.
 */
public sealed interface Optimizer extends ParameterUpdate, AutoCloseable permits Sgd, Adam {

  /**
   * An optimiser at rest.
   *
   * @param trainable {@code [P]}: 1 where gradient descent trains, 0 at running statistics
   */
  static Optimizer create(OptimizerConfig config, Device device, float[] trainable) {
    return switch (config.kind()) {
      case SGD -> new Sgd(config, device, trainable);
      case ADAM -> new Adam(config, device, trainable);
    };
  }

  /** The vectors it remembers, each {@code [1, P]}, live. */
  List<Matrix> vectors();

  /** Updates made so far. */
  long updates();

  /** Sets the count of updates, after {@link #vectors} were overwritten. */
  void updates(long count);

  /** Writes what it remembers. */
  default void save(DataOutputStream out) throws IOException {
    out.writeLong(updates());
    for (Matrix vector : vectors()) {
      StateFormat.writeVector(out, vector);
    }
  }

  /**
   * Replaces what it remembers by what {@link #save} wrote.
   *
   * @throws IOException if that is damaged
   */
  default void restore(DataInputStream in) throws IOException {
    updates(StateFormat.readCount(in, "updates"));
    for (Matrix vector : vectors()) {
      vector.set(StateFormat.readVector(in, "an optimiser's vector", vector.cols()));
    }
  }

  @Override
  void close();

  /** {@code [1, P]} on the device: one value where trained, another at running statistics. */
  static Matrix choose(Device device, float[] trainable, double trained, double statistic) {
    float[] values = new float[trainable.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (trainable[i] != 0 ? trained : statistic);
    }
    return device.of(values, 1, values.length).keep();
  }
}
