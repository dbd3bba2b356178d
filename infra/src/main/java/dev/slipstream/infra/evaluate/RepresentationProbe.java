package dev.slipstream.infra.evaluate;

import dev.slipstream.encoder.Encoder;
import dev.slipstream.input.SampleInput;
import dev.slipstream.matrix.Device;
import dev.slipstream.probe.KnnProbe;
import dev.slipstream.probe.LinearProbe;
import dev.slipstream.probe.Representations;

/**
 * How well classes can be told from representations, or from pixels.
 *
 * @param bank images the probes compare with
 * @param test images they are judged on
 * @param input makes an encoder's input of them
 */
public record RepresentationProbe(LabelledImages bank, LabelledImages test, SampleInput input) {

  /** k of the nearest-neighbour probe. */
  public static final int NEIGHBOURS = 20;

  /** Normalised pixels, for comparison. */
  public Features pixels(Device device) {
    return new Features(
        input.plain(device, bank.pixels(), bank.rows()),
        input.plain(device, test.pixels(), test.rows()));
  }

  /** What an encoder makes of the images, not normalised. */
  public Features representations(Encoder encoder) {
    return new Features(
        Representations.of(encoder, input, bank.pixels(), bank.rows()),
        Representations.of(encoder, input, test.pixels(), test.rows()));
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
