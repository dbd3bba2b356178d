package dev.slipstream.objective;

import dev.slipstream.encoder.Noise;
import dev.slipstream.input.Batch;
import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.view.Views;
import java.util.Arrays;

/**
 * What an encoder is shown.
 *
 * @param rows its input, {@code [N, columns]}
 * @param noise what its dropout layers drop meanwhile
 */
public record View(Matrix rows, Noise noise) {

  /** View number {@code view} of each row of a batch. */
  public static View of(Views views, Device device, Batch batch, long step, int view) {
    return new View(
        views.view(device, batch.values(), batch.rows(), step, view), views.noise(step, view));
  }

  /** Two views of as many rows, the second's below the first's: {@code [2N, columns]}. */
  public static View both(View first, View second) {
    Noise noise =
        (layer, rows, columns, keep) -> {
          float[] above = first.noise.mask(layer, rows / 2, columns, keep);
          float[] below = second.noise.mask(layer, rows / 2, columns, keep);
          float[] all = Arrays.copyOf(above, above.length + below.length);
          System.arraycopy(below, 0, all, above.length, below.length);
          return all;
        };
    return new View(stack(first.rows, second.rows), noise);
  }

  /** Rows above rows. */
  public static Matrix stack(Matrix above, Matrix below) {
    Matrix all = above.device().zeros(above.rows() + below.rows(), above.cols());
    all.setRows(0, above);
    all.setRows(above.rows(), below);
    return all;
  }

  /** The upper half of {@code [2N, D]}, not a copy. */
  public static Matrix upper(Matrix both) {
    return both.rowRange(0, both.rows() / 2);
  }

  /** The lower half of {@code [2N, D]}, not a copy. */
  public static Matrix lower(Matrix both) {
    return both.rowRange(both.rows() / 2, both.rows());
  }

  /** The lower half above the upper. */
  public static Matrix swap(Matrix both) {
    return stack(lower(both), upper(both));
  }
}
