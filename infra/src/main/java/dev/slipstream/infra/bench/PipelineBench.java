package dev.slipstream.infra.bench;

import com.google.protobuf.ByteString;
import dev.slipstream.config.Settings;
import dev.slipstream.encoder.EncoderConfig;
import dev.slipstream.infra.local.LocalBroker;
import dev.slipstream.infra.local.LocalCluster;
import dev.slipstream.infra.local.LocalConfig;
import dev.slipstream.infra.local.LocalHome;
import dev.slipstream.infra.local.TopicSetup;
import dev.slipstream.ingest.image.ImageShape;
import dev.slipstream.input.Batch;
import dev.slipstream.input.ImageInput;
import dev.slipstream.job.TrainJob;
import dev.slipstream.learner.LearnerConfig;
import dev.slipstream.learner.MomentumLearner;
import dev.slipstream.wire.ImageFeatures;
import dev.slipstream.wire.KafkaConfig;
import dev.slipstream.wire.MessageCodec;
import dev.slipstream.wire.Progress;
import dev.slipstream.wire.Sample;
import dev.slipstream.wire.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * What Kafka and Flink cost: the same learner over the same number of images, called in a bare
 * loop, and fed from topic {@code samples} through the Flink job with its checkpoints and its
 * publications. The two run in turn, several rounds of both, since a shared machine's speed drifts;
 * broker and cluster are down while the bare loop runs.
 */
public final class PipelineBench {

  private static final Duration NO_PROGRESS = Duration.ofMinutes(2);
  private static final int DISTINCT_IMAGES = 4096;

  private final Settings settings;
  private final LearnerConfig learner;
  private final ImageShape shape;
  private final int warmup;
  private final int batches;

  /**
   * A bench of the learner that the settings describe.
   *
   * @param warmup batches before the clock starts
   * @param batches timed
   */
  public PipelineBench(Settings settings, int warmup, int batches) {
    if (batches < 1 || warmup < 1) {
      throw new IllegalArgumentException(
          "--batches and --warmup: must be >= 1, was " + batches + " and " + warmup);
    }
    this.settings = settings;
    this.learner = LearnerConfig.from(settings);
    this.shape = ImageShape.from(settings);
    this.warmup = warmup;
    this.batches = batches;
  }

  /**
   * What one round measured, in samples/s: means over the batches after the warm-up.
   *
   * @param pipeline from the topic through Flink into the learner
   * @param bare the learner alone
   */
  public record Round(double pipeline, double bare) {

    /** Pipeline over bare. */
    public double ratio() {
      return pipeline / bare;
    }
  }

  /** Runs the bare loop, then the pipeline in a home of its own. */
  public Round round(Path directory) {
    double bare = bare();
    try (LocalHome home = LocalHome.open(directory, "bench");
        LocalBroker broker = LocalBroker.start(home, LocalConfig.from(settings))) {
      Settings local = settings.with(KafkaConfig.BOOTSTRAP_SERVERS, broker.bootstrapServers());
      KafkaConfig kafka = KafkaConfig.from(local);
      TopicSetup.ensure(kafka, 1);
      fill(kafka);
      return new Round(pipeline(home, local, kafka), bare);
    }
  }

  private double bare() {
    Batch batch = RandomImages.batch(learner.batchSize(), shape.size(), 0);
    try (MomentumLearner momentum =
        MomentumLearner.create(EncoderConfig.from(settings), ImageInput.from(settings), learner)) {
      for (int i = 0; i < warmup; i++) {
        momentum.learn(batch);
      }
      long start = System.nanoTime();
      for (int i = 0; i < batches; i++) {
        momentum.learn(batch);
      }
      return batches * (double) learner.batchSize() / ((System.nanoTime() - start) / 1e9);
    }
  }

  private long samples() {
    return (long) (warmup + batches) * learner.batchSize();
  }

  private void fill(KafkaConfig kafka) {
    byte[][] images = new byte[DISTINCT_IMAGES][shape.size()];
    Random random = new Random(0);
    for (byte[] image : images) {
      random.nextBytes(image);
    }
    TopicFill.send(
        kafka,
        MessageCodec.SAMPLE.serializer(),
        samples(),
        i -> {
          Sample sample = sample(i, images[(int) (i % images.length)]);
          return new ProducerRecord<>(Topics.SAMPLES.name(), sample.getItemId(), sample);
        });
  }

  private Sample sample(long number, byte[] pixels) {
    return Sample.newBuilder()
        .setItemId("random-" + number)
        .setEventTimeMillis(number)
        .setImage(
            ImageFeatures.newBuilder()
                .setHeight(shape.height())
                .setWidth(shape.width())
                .setChannels(shape.channels())
                .setPixels(ByteString.copyFrom(pixels)))
        .build();
  }

  private double pipeline(LocalHome home, Settings local, KafkaConfig kafka) {
    try (LocalCluster cluster =
        LocalCluster.start(LocalConfig.from(local).flinkPort(), 1, home.temporary())) {
      StreamExecutionEnvironment environment = cluster.environment();
      TrainJob.buildLearner(environment, local);
      cluster.submit(environment.getStreamGraph(), TrainJob.name(local), Optional.empty());
      return rate(kafka, cluster);
    }
  }

  /** Samples/s between the first report after the warm-up and the report of the last batch. */
  private double rate(KafkaConfig kafka, LocalCluster cluster) {
    Properties properties = kafka.clientSettings();
    TopicPartition progress = new TopicPartition(Topics.PROGRESS.name(), 0);
    try (KafkaConsumer<String, Progress> consumer =
        new KafkaConsumer<>(
            properties, new StringDeserializer(), MessageCodec.PROGRESS.deserializer())) {
      consumer.assign(List.of(progress));
      consumer.seekToBeginning(List.of(progress));
      Progress first = null;
      long deadline = System.nanoTime() + NO_PROGRESS.toNanos();
      while (System.nanoTime() < deadline) {
        for (ConsumerRecord<String, Progress> report : consumer.poll(Duration.ofMillis(200))) {
          deadline = System.nanoTime() + NO_PROGRESS.toNanos();
          Progress now = report.value();
          if (first == null && now.getSamplesSeen() >= (long) warmup * learner.batchSize()) {
            first = now;
          }
          if (first != null && now.getSamplesSeen() >= samples()) {
            long millis = Math.max(1, now.getTimeMillis() - first.getTimeMillis());
            return 1000.0 * (now.getSamplesSeen() - first.getSamplesSeen()) / millis;
          }
        }
        cluster
            .ended()
            .ifPresent(
                status -> {
                  throw new IllegalStateException("the Flink job ended: " + status);
                });
      }
    }
    throw new IllegalStateException(
        "no progress from the job within " + NO_PROGRESS.toSeconds() + " s; see the log");
  }
}
