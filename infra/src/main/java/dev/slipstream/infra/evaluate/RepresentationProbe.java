package dev.slipstream.infra.evaluate;

import dev.slipstream.encoder.Encoder;
import dev.slipstream.encoder.Whitening;
import dev.slipstream.input.SampleInput;
import dev.slipstream.matrix.Device;
import dev.slipstream.probe.KnnProbe;
import dev.slipstream.probe.LinearProbe;
import dev.slipstream.probe.Representations;

/**
 * How well classes can be told from representations, or from plain features.
 *
 * @param bank items the probes compare with
 * @param test items they are judged on
 * @param input makes an encoder's input of them
 */
public record RepresentationProbe(LabelledRows bank, LabelledRows test, SampleInput input) {

  /** k of the nearest-neighbour probe. */
  public static final int NEIGHBOURS = 20;

  /** What a baseline makes of the items. */
  public Features plain(Baseline baseline, Device device) {
    return baseline.maker().of(device, bank, test);
  }

  /** What an encoder makes of the items, not normalised. */
  public Features representations(Encoder encoder) {
    return new Features(
        Representations.of(encoder, input, bank.values(), bank.rows()),
        Representations.of(encoder, input, test.values(), test.rows()));
  }

  /** Share of test items whose nearest neighbours in the bank (cosine) have their class. */
  public double knn(Features features) {
    return new KnnProbe(NEIGHBOURS)
        .accuracy(features.bank(), bank.labels(), features.test(), test.labels());
  }

  /** {@link #knn(Features)} of whitened features. */
  double knn(Features features, Whitening whitening) {
    try (Features whitened = features.whitened(whitening)) {
      return knn(whitened);
    }
  }

  /** Share of test items whose class a linear classifier learned from the bank tells. */
  public double linear(Features features) {
    return LinearProbe.ofDefaults()
        .accuracy(features.bank(), bank.labels(), features.test(), test.labels());
  }
}
