package dev.slipstream.infra.cli;

import dev.slipstream.config.Settings;
import dev.slipstream.encoder.Encoder;
import dev.slipstream.encoder.EncoderConfig;
import dev.slipstream.encoder.EncoderFile;
import dev.slipstream.encoder.Engine;
import dev.slipstream.encoder.Engines;
import dev.slipstream.encoder.Whitening;
import dev.slipstream.infra.data.DataSet;
import dev.slipstream.infra.data.ImageItem;
import dev.slipstream.infra.evaluate.Baseline;
import dev.slipstream.infra.evaluate.Features;
import dev.slipstream.infra.evaluate.ItemRows;
import dev.slipstream.infra.evaluate.LabelledRows;
import dev.slipstream.infra.evaluate.RepresentationProbe;
import dev.slipstream.ingest.IngestConfig;
import dev.slipstream.input.ImageInput;
import dev.slipstream.learner.LearnerConfig;
import dev.slipstream.wire.EncoderAnnouncement;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How well nearest neighbours tell the class of images that were not learned from.
 *
 * @param bankImages images the neighbours are taken from
 * @param testImages images that are classified
 * @param raw share classified rightly by pixels, in [0, 1]
 * @param untrained by the encoder before its first step
 * @param learned by the encoder as it was published last
 */
record KnnSummary(int bankImages, int testImages, double raw, double untrained, double learned) {

  private static final int BANK = 10_000;
  private static final int TEST = 10_000;

  /**
   * Compares the three.
   *
   * @param split a labelled data set
   * @param settings of the learner
   * @param published the version to judge, a file on this machine
   * @return empty if there are too few images
   */
  static Optional<KnnSummary> of(
      DataSet.Split<ImageItem> split, Settings settings, EncoderAnnouncement published) {
    EncoderConfig config = EncoderConfig.from(settings);
    ImageInput input = ImageInput.from(settings);
    List<String> labels = split.train().labels();
    ItemRows rows = ItemRows.of(IngestConfig.from(settings), input);
    RepresentationProbe probe =
        new RepresentationProbe(
            LabelledRows.read(split.train(), labels, BANK, rows),
            LabelledRows.read(split.test(), labels, TEST, rows),
            input);
    if (probe.bank().rows() < RepresentationProbe.NEIGHBOURS) {
      return Optional.empty();
    }
    EncoderFile.Contents learned = read(published);
    Engine engine = Engines.open(config.engine(), config.threads());
    try (Encoder before =
            engine.create(config.declare(input.spec(), settings.get(LearnerConfig.SEED)));
        Encoder after = engine.create(learned.spec());
        Features pixels = probe.plain(Baseline.raw(input), engine.device());
        Features untrained = probe.representations(before)) {
      after.parameters().set(learned.parameters());
      try (Features embeddings = embeddings(probe, after, learned.whitening())) {
        return Optional.of(
            new KnnSummary(
                probe.bank().rows(),
                probe.test().rows(),
                probe.knn(pixels),
                probe.knn(untrained),
                probe.knn(embeddings)));
      }
    }
  }

  private static Features embeddings(
      RepresentationProbe probe, Encoder encoder, Optional<Whitening> whitening) {
    Features representations = probe.representations(encoder);
    if (whitening.isEmpty()) {
      return representations;
    }
    try (representations) {
      return representations.whitened(whitening.get());
    }
  }

  private static EncoderFile.Contents read(EncoderAnnouncement published) {
    try (InputStream in = Files.newInputStream(Path.of(URI.create(published.getUri())))) {
      return EncoderFile.read(in);
    } catch (IOException e) {
      throw new UncheckedIOException(published.getUri() + ": cannot be read", e);
    }
  }
}
