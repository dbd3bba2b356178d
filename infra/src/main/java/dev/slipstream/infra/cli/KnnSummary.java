package dev.slipstream.infra.cli;

import dev.slipstream.config.Settings;
import dev.slipstream.encoder.Encoder;
import dev.slipstream.encoder.EncoderConfig;
import dev.slipstream.encoder.EncoderFile;
import dev.slipstream.encoder.EncoderSpec;
import dev.slipstream.encoder.Engine;
import dev.slipstream.encoder.Engines;
import dev.slipstream.encoder.ImageEncoders;
import dev.slipstream.infra.data.ImageDataSet;
import dev.slipstream.infra.data.ImageItem;
import dev.slipstream.ingest.IngestConfig;
import dev.slipstream.ingest.image.ImageDecoder;
import dev.slipstream.ingest.image.ImageFeaturizer;
import dev.slipstream.learner.LearnerConfig;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.matrix.Scope;
import dev.slipstream.probe.KnnProbe;
import dev.slipstream.probe.Representations;
import dev.slipstream.view.ViewConfig;
import dev.slipstream.wire.EncoderAnnouncement;
import dev.slipstream.wire.RefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

  static final int K = 20;

  private static final Logger LOG = LoggerFactory.getLogger(KnnSummary.class);
  private static final int BANK = 20_000;
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
      ImageDataSet.Split split, Settings settings, EncoderAnnouncement published) {
    EncoderConfig config = EncoderConfig.from(settings);
    List<String> labels = split.train().labels();
    Labelled bank = Labelled.read(split.train(), BANK, labels, settings);
    Labelled test = Labelled.read(split.test(), TEST, labels, settings);
    if (bank.rows() < K || test.rows() == 0) {
      return Optional.empty();
    }
    EncoderFile.Contents learned = read(published);
    EncoderSpec untrained =
        ImageEncoders.declare(
            config.architecture(),
            config.shape(),
            config.projectionSize(),
            settings.get(LearnerConfig.SEED));
    Engine engine = Engines.open(config.engine(), config.threads());
    ViewConfig view = ViewConfig.from(settings);
    try (Scope scope = engine.device().scope();
        Encoder before = engine.create(untrained);
        Encoder after = engine.create(learned.spec())) {
      after.parameters().set(learned.parameters());
      return Optional.of(
          new KnnSummary(
              bank.rows(),
              test.rows(),
              accuracy(bank, test, bank.pixels(engine), test.pixels(engine)),
              accuracy(bank, test, bank.encode(before, view), test.encode(before, view)),
              accuracy(bank, test, bank.encode(after, view), test.encode(after, view))));
    }
  }

  private static double accuracy(
      Labelled bank, Labelled test, Matrix bankVectors, Matrix testVectors) {
    try (bankVectors;
        testVectors) {
      return new KnnProbe(K).accuracy(bankVectors, bank.labels(), testVectors, test.labels());
    }
  }

  private static EncoderFile.Contents read(EncoderAnnouncement published) {
    try (InputStream in = Files.newInputStream(Path.of(URI.create(published.getUri())))) {
      return EncoderFile.read(in);
    } catch (IOException e) {
      throw new UncheckedIOException(published.getUri() + ": cannot be read", e);
    }
  }

  /** Images of known classes, as pixels. */
  private record Labelled(byte[] pixels, int[] labels, int rows) {

    static Labelled read(ImageDataSet set, int limit, List<String> classes, Settings settings) {
      IngestConfig ingest = IngestConfig.from(settings);
      ImageDecoder decoder = ingest.imageDecoder();
      ImageFeaturizer featurizer = ImageFeaturizer.to(ingest.shape());
      int size = ingest.shape().size();
      int most = Math.min(limit, set.size());
      byte[] pixels = new byte[Math.multiplyExact(most, size)];
      int[] labels = new int[most];
      int rows = 0;
      for (ImageItem item : set.items(ImageDataSet.Order.IID, 0, most)) {
        int label = classes.indexOf(item.label().orElse(""));
        if (label < 0) {
          continue;
        }
        try {
          byte[] image = featurizer.pixels(item.decode(decoder));
          System.arraycopy(image, 0, pixels, rows * size, size);
          labels[rows++] = label;
        } catch (RefusedException e) {
          LOG.debug("{} is left out: a dead letter of the stream too", item.id(), e);
        }
      }
      return new Labelled(Arrays.copyOf(pixels, rows * size), Arrays.copyOf(labels, rows), rows);
    }

    Matrix pixels(Engine engine) {
      return engine.device().ofBytes(pixels, rows, pixels.length / rows, 1f / 255, 0).keep();
    }

    Matrix encode(Encoder encoder, ViewConfig view) {
      return Representations.of(encoder, pixels, rows, view);
    }
  }
}
