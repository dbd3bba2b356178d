package dev.slipstream.infra.evaluate;

import dev.slipstream.encoder.Whitening;
import dev.slipstream.input.SampleInput;
import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.Matrix;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Plain features that nothing was learned for, to compare representations with.
 *
 * @param name in keys of results, such as {@code raw}
 * @param maker of the features
 */
public record Baseline(String name, Maker maker) implements Yardstick {

  /** Wider features are not whitened: their covariance is too large to decompose. */
  private static final int LARGEST_DECOMPOSED = 4096;

  /** Makes features of rows. */
  public interface Maker {

    /**
     * The features of both parts.
     *
     * @param bank all that may be fitted to, its labels excepted
     */
    Features of(Device device, LabelledRows bank, LabelledRows test);
  }

  /** What the encoder is given: the normalised pixels of images. */
  public static Baseline raw(SampleInput input) {
    return new Baseline(
        "raw",
        (device, bank, test) ->
            new Features(
                input.plain(device, bank.values(), bank.rows()),
                input.plain(device, test.values(), test.rows())));
  }

  @Override
  public Map<String, Double> knn(RepresentationProbe probe, Device device, int whitened) {
    Map<String, Double> accuracies = new LinkedHashMap<>();
    try (Features features = probe.plain(this, device)) {
      accuracies.put(name, probe.knn(features));
      whitening(features.bank(), whitened)
          .ifPresent(w -> accuracies.put(name + "_whitened", probe.knn(features, w)));
    }
    return accuracies;
  }

  /** Plain features whitened as embeddings are: what whitening alone is worth. */
  private static Optional<Whitening> whitening(Matrix features, int size) {
    if (size == 0 || features.cols() > LARGEST_DECOMPOSED) {
      return Optional.empty();
    }
    int directions = Whitening.directions(features.rows(), features.cols(), size);
    return Optional.of(Whitening.fit(features, Math.max(1, directions)));
  }
}
