package dev.slipstream.infra.evaluate;

import dev.slipstream.encoder.Encoder;
import dev.slipstream.encoder.Whitening;
import dev.slipstream.input.SampleInput;
import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.matrix.Scope;
import dev.slipstream.probe.CollapseMeasures;
import dev.slipstream.probe.KnnProbe;
import dev.slipstream.probe.LinearProbe;
import dev.slipstream.probe.Representations;
import dev.slipstream.view.Views;
import java.util.List;
import java.util.stream.IntStream;

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

  /** Items of which two views are compared. */
  private static final int COLLAPSE_ROWS = 512;

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

  /** Whether the encoder has collapsed, on the test items and two views of each. */
  CollapseMeasures collapse(Encoder encoder, Features features, long seed) {
    LabelledRows some = test.some(COLLAPSE_ROWS);
    Device device = encoder.parameters().device();
    Views views = input.views(seed, "collapse");
    try (Scope scope = device.scope()) {
      List<Matrix> seen =
          IntStream.range(0, 2)
              .mapToObj(view -> views.view(device, some.values(), some.rows(), 0, view))
              .map(view -> encoder.forward(view, Encoder.Mode.INFER).representation())
              .toList();
      return CollapseMeasures.of(features.test(), seen.get(0), seen.get(1));
    }
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
