package dev.slipstream.infra.evaluate;

import dev.slipstream.encoder.Encoder;
import dev.slipstream.encoder.Whitening;
import dev.slipstream.ingest.image.ImageShape;
import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.matrix.Scope;
import dev.slipstream.probe.KnnProbe;
import dev.slipstream.probe.LinearProbe;
import dev.slipstream.probe.Representations;
import dev.slipstream.view.ViewConfig;
import java.util.Optional;

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

  /** The same by whitened pixels: what whitening alone is worth. */
  public double knnOfWhitenedPixels(Device device, int size) {
    try (Scope scope = device.scope()) {
      Matrix bankRows = view.plain(device, bank.pixels(), bank.rows(), shape);
      Matrix testRows = view.plain(device, test.pixels(), test.rows(), shape);
      int directions = Whitening.directions(bankRows.rows(), bankRows.cols(), size);
      Whitening whitening = Whitening.fit(bankRows, Math.max(1, directions));
      return new KnnProbe(NEIGHBOURS)
          .accuracy(
              whitening.apply(bankRows), bank.labels(), whitening.apply(testRows), test.labels());
    }
  }

  /** The same by an encoder's embeddings: representations, whitened where there is a whitening. */
  public double knn(Encoder encoder, Optional<Whitening> whitening) {
    try (Matrix bankRows = embed(encoder, whitening, bank);
        Matrix testRows = embed(encoder, whitening, test)) {
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

  private Matrix embed(Encoder encoder, Optional<Whitening> whitening, LabelledImages images) {
    Matrix representations = represent(encoder, images);
    if (whitening.isEmpty()) {
      return representations;
    }
    try (representations;
        Scope scope = representations.device().scope()) {
      return whitening.get().apply(representations).keep();
    }
  }

  private Matrix represent(Encoder encoder, LabelledImages images) {
    return Representations.of(encoder, images.pixels(), images.rows(), view);
  }
}
