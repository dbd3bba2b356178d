package dev.slipstream.probe;

import dev.slipstream.encoder.Encoder;
import dev.slipstream.encoder.Encoder.Mode;
import dev.slipstream.ingest.image.ImageShape;
import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.matrix.Scope;
import dev.slipstream.view.ViewConfig;
import java.util.Arrays;

/** Encodes whole sets of images, as they would be embedded. */
public final class Representations {

  private static final int BATCH_ROWS = 500;

  private Representations() {}

  /**
   * The representation of every image, not normalised.
   *
   * @param encoder in inference mode; left as it was
   * @param pixels unsigned bytes, {@code [rows, encoder.spec().input().size()]}
   * @param view how pixels are normalised; no view is drawn
   * @return {@code [rows, encoder.spec().representationSize()]}, to be closed by the caller
   */
  public static Matrix of(Encoder encoder, byte[] pixels, int rows, ViewConfig view) {
    ImageShape shape = encoder.spec().input();
    Device device = encoder.parameters().device();
    Matrix all = device.zeros(rows, encoder.spec().representationSize()).keep();
    for (int from = 0; from < rows; from += BATCH_ROWS) {
      int to = Math.min(rows, from + BATCH_ROWS);
      byte[] part = Arrays.copyOfRange(pixels, from * shape.size(), to * shape.size());
      try (Scope scope = device.scope()) {
        Matrix images = view.plain(device, part, to - from, shape);
        all.setRows(from, encoder.forward(images, Mode.INFER).representation());
      }
    }
    return all;
  }
}
