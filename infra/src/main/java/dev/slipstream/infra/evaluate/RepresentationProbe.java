package dev.slipstream.infra.evaluate;

import dev.slipstream.encoder.Encoder;
import dev.slipstream.ingest.image.ImageShape;
import dev.slipstream.matrix.Device;
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

  /** Normalised pixels, for comparison. */
  public Features pixels(Device device) {
    return new Features(
        view.plain(device, bank.pixels(), bank.rows(), shape),
        view.plain(device, test.pixels(), test.rows(), shape));
  }

  /** What an encoder makes of the images, not normalised. */
  public Features representations(Encoder encoder) {
    return new Features(
        Representations.of(encoder, bank.pixels(), bank.rows(), view),
        Representations.of(encoder, test.pixels(), test.rows(), view));
  }

  /** Share of test images whose nearest neighbours in the bank (cosine) have their class. */
  public double knn(Features features) {
    return new KnnProbe(NEIGHBOURS)
        .accuracy(features.bank(), bank.labels(), features.test(), test.labels());
  }

  /** Share of test images whose class a linear classifier learned from the bank tells. */
  public double linear(Features features) {
    return LinearProbe.ofDefaults()
        .accuracy(features.bank(), bank.labels(), features.test(), test.labels());
  }
}
