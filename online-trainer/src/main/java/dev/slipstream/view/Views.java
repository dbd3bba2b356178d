package dev.slipstream.view;

import dev.slipstream.encoder.Noise;
import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.Matrix;

/** Makes views of batches: what a sample could also have been. Thread-safe. */
public interface Views {

  /**
   * One view of each row: a pure function of the row, the seed, the encoder, {@code step}, {@code
   * view} and the position in the batch.
   *
   * @param values {@code rows} rows, as the modality's {@link dev.slipstream.input.SampleInput}
   *     writes them
   * @param step the learner's step
   * @param view which of the step's views
   * @return what the encoder takes, {@code [rows, columns]}
   * @throws IllegalArgumentException if the lengths do not agree
   */
  Matrix view(Device device, byte[] values, int rows, long step, int view);

  /**
   * What the encoder drops while it sees such a view: a function of the seed, the encoder, {@code
   * step} and {@code view}, each row for itself. Nothing, unless the views say otherwise.
   */
  default Noise noise(long step, int view) {
    return Noise.NONE;
  }
}
