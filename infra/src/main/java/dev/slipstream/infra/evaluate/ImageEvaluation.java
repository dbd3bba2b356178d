package dev.slipstream.infra.evaluate;

import dev.slipstream.config.Settings;
import dev.slipstream.encoder.Encoder;
import dev.slipstream.encoder.EncoderConfig;
import dev.slipstream.encoder.Whitening;
import dev.slipstream.infra.data.DataSet;
import dev.slipstream.infra.data.DataSet.Order;
import dev.slipstream.infra.data.ImageItem;
import dev.slipstream.ingest.IngestConfig;
import dev.slipstream.ingest.image.ImageDecoder;
import dev.slipstream.ingest.image.ImageFeaturizer;
import dev.slipstream.input.ImageInput;
import dev.slipstream.learner.Batch;
import dev.slipstream.learner.LearnerConfig;
import dev.slipstream.learner.MomentumLearner;
import dev.slipstream.learner.StepReport;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.wire.RefusedException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Learns from a stream of images once and tells what the representation is worth: the same {@link
 * MomentumLearner} as in the Flink job, fed directly. Labels are used by the probes alone.
 */
public final class ImageEvaluation {

  private static final int LARGEST_DECOMPOSED = 4096;

  private final EncoderConfig encoder;
  private final ImageInput input;
  private final LearnerConfig learner;
  private final ImageDecoder decoder;

  /** An evaluation of the encoder and learner that the settings describe. */
  public ImageEvaluation(Settings settings) {
    this.encoder = EncoderConfig.from(settings);
    this.input = ImageInput.from(settings);
    this.learner = LearnerConfig.from(settings);
    this.decoder = IngestConfig.from(settings).imageDecoder();
  }

  /**
   * What to run.
   *
   * @param order of the stream
   * @param passes over the training part
   * @param bankRows most training images the probes compare with
   * @param testRows most test images
   * @param limit most training images in a pass
   */
  public record Plan(Order order, int passes, int bankRows, int testRows, long limit) {}

  /**
   * What came out. Accuracies are shares in [0, 1] of the test images.
   *
   * @param knnRawWhitened by pixels whitened like embeddings are; empty where these are not, or
   *     images are too large to decompose
   * @param knnRepresentation by the learned representation before it is whitened
   * @param knn by the embeddings that are served
   * @param secondsLearning time of decoding and learning, probes not counted
   * @param refused images the decoder or the reader did not take, in the first pass
   */
  public record Result(
      double knnRaw,
      Optional<Double> knnRawWhitened,
      double knnUntrained,
      double knnRepresentation,
      double knn,
      double linear,
      long samples,
      long steps,
      double loss,
      double secondsLearning,
      long refused) {}

  /**
   * Runs the plan.
   *
   * @param progress hears of every batch learned
   * @throws IllegalArgumentException if the data has no classes, or fewer images than one batch
   */
  public Result run(
      DataSet<ImageItem> train, DataSet<ImageItem> test, Plan plan, Consumer<StepReport> progress) {
    List<String> classes =
        Stream.concat(train.labels().stream(), test.labels().stream()).distinct().sorted().toList();
    RepresentationProbe probe =
        new RepresentationProbe(
            LabelledImages.read(train, classes, plan.bankRows(), input.shape(), decoder),
            LabelledImages.read(test, classes, plan.testRows(), input.shape(), decoder),
            input);
    try (MomentumLearner momentum = MomentumLearner.create(encoder, input, learner)) {
      Encoder query = momentum.queryEncoder();
      double raw;
      Optional<Double> rawWhitened;
      try (Features pixels = probe.pixels(query.parameters().device())) {
        raw = probe.knn(pixels);
        rawWhitened = pixelWhitening(pixels.bank()).map(w -> knn(probe, pixels, w));
      }
      double untrained;
      try (Features untouched = probe.representations(query)) {
        untrained = probe.knn(untouched);
      }

      long start = System.nanoTime();
      Learned learned = learn(momentum, train, plan, progress);
      double seconds = (System.nanoTime() - start) / 1e9;

      try (Features representations = probe.representations(query)) {
        double knn = probe.knn(representations);
        return new Result(
            raw,
            rawWhitened,
            untrained,
            knn,
            momentum.whitening().map(w -> knn(probe, representations, w)).orElse(knn),
            probe.linear(representations),
            momentum.samplesSeen(),
            momentum.steps(),
            learned.loss(),
            seconds,
            learned.refused());
      }
    }
  }

  private static double knn(RepresentationProbe probe, Features features, Whitening whitening) {
    try (Features whitened = features.whitened(whitening)) {
      return probe.knn(whitened);
    }
  }

  /** Pixels whitened as embeddings are: what whitening alone is worth. */
  private Optional<Whitening> pixelWhitening(Matrix pixels) {
    int size = learner.embedding().size();
    if (size == 0 || pixels.cols() > LARGEST_DECOMPOSED) {
      return Optional.empty();
    }
    int directions = Whitening.directions(pixels.rows(), pixels.cols(), size);
    return Optional.of(Whitening.fit(pixels, Math.max(1, directions)));
  }

  private record Learned(double loss, long refused) {}

  private Learned learn(
      MomentumLearner momentum,
      DataSet<ImageItem> train,
      Plan plan,
      Consumer<StepReport> progress) {
    ImageFeaturizer featurizer = ImageFeaturizer.to(input.shape());
    int size = input.shape().size();
    byte[] pixels = new byte[learner.batchSize() * size];
    int filled = 0;
    long refused = 0;
    double loss = Double.NaN;
    for (int pass = 0; pass < plan.passes(); pass++) {
      for (ImageItem item : train.items(plan.order(), learner.seed() + pass, plan.limit())) {
        byte[] image;
        try {
          image = featurizer.pixels(item.decode(decoder));
        } catch (RefusedException e) {
          refused += pass == 0 ? 1 : 0;
          continue;
        }
        System.arraycopy(image, 0, pixels, filled++ * size, size);
        if (filled == learner.batchSize()) {
          StepReport report = momentum.learn(Batch.of(pixels, learner.batchSize()));
          progress.accept(report);
          loss = report.loss();
          filled = 0;
        }
      }
    }
    if (momentum.steps() == 0) {
      throw new IllegalArgumentException(
          "data: must hold at least one batch of "
              + learner.batchSize()
              + " training images, was "
              + filled
              + "; lower learner.batch-size or raise --passes");
    }
    return new Learned(loss, refused);
  }
}
