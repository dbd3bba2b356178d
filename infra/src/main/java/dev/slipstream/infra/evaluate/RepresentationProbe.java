package dev.slipstream.infra.evaluate;

import dev.slipstream.encoder.Encoder;
import dev.slipstream.ingest.image.ImageShape;
import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.probe.KnnProbe;
import dev.slipstream.probe.LinearProbe;
import dev.slipstream.probe.Representations;
import dev.slipstream.view.ViewConfig;

/**
 * How well classes can be told from representations, or from pixels.
 *
 * @param bank images the probes compare with
 * @param test images they are judged on
 * @param view how pixels are normalised
 * @param shape of the images
 */
public record RepresentationProbe(
    LabelledImages bank, LabelledImages test, ViewConfig view, ImageShape shape) {

  /** k of the nearest-neighbour probe. */
  public static final int NEIGHBOURS = 20;

  /** Share of test images whose nearest neighbours by pixels (cosine) have their class. */
  public double knnOfPixels(Device device) {
    try (Matrix bankRows = view.plain(device, bank.pixels(), bank.rows(), shape);
        Matrix testRows = view.plain(device, test.pixels(), test.rows(), shape)) {
      return new KnnProbe(NEIGHBOURS).accuracy(bankRows, bank.labels(), testRows, test.labels());
    }
  }

  /** The same by an encoder's representation. */
  public double knn(Encoder encoder) {
    try (Matrix bankRows = represent(encoder, bank);
        Matrix testRows = represent(encoder, test)) {
      return new KnnProbe(NEIGHBOURS).accuracy(bankRows, bank.labels(), testRows, test.labels());
    }
  }

  /** Share of test images whose class a linear classifier of the bank's representations tells. */
  public double linear(Encoder encoder) {
    try (Matrix bankRows = represent(encoder, bank);
        Matrix testRows = represent(encoder, test)) {
      return LinearProbe.ofDefaults().accuracy(bankRows, bank.labels(), testRows, test.labels());
    }
  }

  private Matrix represent(Encoder encoder, LabelledImages images) {
    return Representations.of(encoder, images.pixels(), images.rows(), view);
  }
}
