package dev.slipstream.infra.bench;

import com.google.protobuf.ByteString;
import dev.slipstream.config.Settings;
import dev.slipstream.encoder.EncoderConfig;
import dev.slipstream.encoder.EncoderFile;
import dev.slipstream.encoder.VersionEncoder;
import dev.slipstream.infra.local.LocalBroker;
import dev.slipstream.infra.local.LocalCluster;
import dev.slipstream.infra.local.LocalConfig;
import dev.slipstream.infra.local.LocalHome;
import dev.slipstream.infra.local.TopicSetup;
import dev.slipstream.ingest.image.ImageShape;
import dev.slipstream.input.Modalities;
import dev.slipstream.input.SampleInput;
import dev.slipstream.job.TrainJob;
import dev.slipstream.job.settings.JobConfig;
import dev.slipstream.learner.LearnerConfig;
import dev.slipstream.objective.Methods;
import dev.slipstream.wire.Embedding;
import dev.slipstream.wire.EncoderAnnouncement;
import dev.slipstream.wire.ImageFeatures;
import dev.slipstream.wire.KafkaConfig;
import dev.slipstream.wire.MessageCodec;
import dev.slipstream.wire.Sample;
import dev.slipstream.wire.TextFeatures;
import dev.slipstream.wire.Topics;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * What a refresh costs: the same version of the same encoder over the same samples, called in a
 * bare loop, and by the refresher of a Flink job that sweeps its catalogue after a new version and
 * writes each embedding to Kafka, with its checkpoints. In one process and in turn; broker and
 * cluster are down while the bare loop runs.
 */
public final class RefreshBench {

  private static final Duration NO_PROGRESS = Duration.ofMinutes(3);
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final int DISTINCT = 4096;
  private static final int WORDS = 40;
  private static final int VOCABULARY = 20_000;

  private final Settings settings;
  private final EncoderConfig encoder;
  private final SampleInput input;
  private final int items;
  private final int batch;

  /**
   * A bench of the encoder that the settings describe, of texts or images.
   *
   * @param items swept
   * @param batch samples in a pass of the bare loop
   */
  public RefreshBench(Settings settings, int items, int batch) {
    this.settings = Methods.withRecipes(settings).with(JobConfig.REFRESH_RATE, Integer.MAX_VALUE);
    this.encoder = EncoderConfig.from(this.settings);
    this.input = Modalities.input(this.settings);
    this.items = items;
    this.batch = batch;
  }

  /**
   * What one round measured, in items/s.
   *
   * @param refresh from the first embedding of a sweep to the last
   * @param bare the encoder alone
   */
  public record Round(double refresh, double bare) {

    /** Refresh over bare. */
    public double ratio() {
      return refresh / bare;
    }
  }

  /** Runs the bare loop, then the refresher in a home of its own. */
  public Round round(Path directory) {
    List<Sample> samples = samples();
    double bare = bare(samples);
    try (LocalHome home = LocalHome.open(directory, "bench");
        LocalBroker broker = LocalBroker.start(home, LocalConfig.from(settings))) {
      Settings local =
          settings
              .with(KafkaConfig.BOOTSTRAP_SERVERS, broker.bootstrapServers())
              .with(JobConfig.CHECKPOINTS_URI, directory.resolve("checkpoints").toString());
      KafkaConfig kafka = KafkaConfig.from(local);
      TopicSetup.ensure(kafka, 1);
      TopicFill.send(
          kafka,
          MessageCodec.SAMPLE.serializer(),
          items,
          i -> {
            String id = "item-" + i;
            Sample sample = samples.get((int) i % samples.size()).toBuilder().setItemId(id).build();
            return new ProducerRecord<>(Topics.SAMPLES.name(), id, sample);
          });
      return new Round(refresh(home, directory, local, kafka), bare);
    }
  }

  private double bare(List<Sample> samples) {
    try (VersionEncoder version =
        VersionEncoder.open(encoder.engine(), JobConfig.from(settings).refreshThreads())) {
      version.load(contents(0));
      bare(version, samples, items / 4); // the JVM's own warm-up
      long start = System.nanoTime();
      bare(version, samples, items);
      return items / ((System.nanoTime() - start) / 1e9);
    }
  }

  private void bare(VersionEncoder version, List<Sample> samples, int count) {
    for (int from = 0; from < count; from += batch) {
      int rows = Math.min(batch, count - from);
      byte[] values = new byte[rows * input.rowBytes()];
      for (int i = 0; i < rows; i++) {
        input.write(samples.get((from + i) % samples.size()), values, i * input.rowBytes());
      }
      version.embed(device -> input.plain(device, values, rows));
    }
  }

  private double refresh(LocalHome home, Path directory, Settings local, KafkaConfig kafka) {
    try (LocalCluster cluster =
        LocalCluster.start(LocalConfig.from(local).flinkPort(), 1, home.temporary())) {
      StreamExecutionEnvironment environment = cluster.environment();
      TrainJob.buildRefresher(environment, local);
      announce(directory, kafka, 0);
      cluster.submit(environment.getStreamGraph(), TrainJob.name(local), Optional.empty());
      try (KafkaConsumer<String, Embedding> embeddings =
          new KafkaConsumer<>(
              kafka.clientSettings(),
              new StringDeserializer(),
              MessageCodec.EMBEDDING.deserializer())) {
        TopicPartition partition = new TopicPartition(Topics.EMBEDDINGS.name(), 0);
        embeddings.assign(List.of(partition));
        await(cluster, embeddings, partition, items);
        announce(directory, kafka, 1);
        await(cluster, embeddings, partition, 2L * items);
        embeddings.seek(partition, items);
        return rate(embeddings);
      }
    }
  }

  private void await(
      LocalCluster cluster,
      KafkaConsumer<String, Embedding> embeddings,
      TopicPartition partition,
      long count) {
    long before = 0;
    long deadline = System.nanoTime() + NO_PROGRESS.toNanos();
    while (before < count) {
      LockSupport.parkNanos(LOOK_NANOS);
      long written = embeddings.endOffsets(List.of(partition)).get(partition);
      if (written > before) {
        before = written;
        deadline = System.nanoTime() + NO_PROGRESS.toNanos();
      }
      cluster
          .ended()
          .ifPresent(
              status -> {
                throw new IllegalStateException("the Flink job ended: " + status);
              });
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "no embeddings from the job within " + NO_PROGRESS.toSeconds() + " s; see the log");
      }
    }
  }

  /** From the time at which the first pass of the sweep ended: what it made is not counted. */
  private double rate(KafkaConsumer<String, Embedding> embeddings) {
    long first = Long.MAX_VALUE;
    long last = 0;
    List<Long> times = new ArrayList<>();
    while (times.size() < items) {
      for (var entry : embeddings.poll(Duration.ofSeconds(1))) {
        long time = entry.value().getEmbedTimeMillis();
        times.add(time);
        first = Math.min(first, time);
        last = Math.max(last, time);
      }
    }
    long begin = first;
    long timed = times.stream().filter(time -> time > begin).count();
    return 1000.0 * timed / Math.max(1, last - begin);
  }

  private EncoderFile.Contents contents(long version) {
    long seed = LearnerConfig.from(settings).seed() + version;
    var spec = encoder.declare(input.spec(), seed);
    return new EncoderFile.Contents(spec, encoder.name(), version, spec.initialParameters());
  }

  private void announce(Path directory, KafkaConfig kafka, long version) {
    Path file = directory.resolve("v" + version + ".zip");
    EncoderFile.Contents contents = contents(version);
    try (OutputStream out = Files.newOutputStream(file)) {
      EncoderFile.write(contents, out);
      out.flush();
      EncoderAnnouncement announcement =
          EncoderAnnouncement.newBuilder()
              .setEncoder(encoder.name())
              .setVersion(version)
              .setUri(file.toUri().toString())
              .setSha256(DigestUtils.sha256Hex(Files.readAllBytes(file)))
              .setFileBytes(Files.size(file))
              .setEmbeddingSize(contents.embeddingSize())
              .build();
      TopicFill.send(
          kafka,
          MessageCodec.ENCODER_ANNOUNCEMENT.serializer(),
          1,
          i -> new ProducerRecord<>(Topics.ENCODERS.name(), encoder.name(), announcement));
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot be written", e);
    }
  }

  private List<Sample> samples() {
    Random random = new Random(0);
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < Math.min(items, DISTINCT); i++) {
      Sample.Builder sample = Sample.newBuilder().setEventTimeMillis(i);
      if (input.topic().equals(Topics.RAW_TEXT)) {
        sample.setText(text(random));
      } else {
        sample.setImage(image(random));
      }
      samples.add(sample.build());
    }
    return samples;
  }

  private static TextFeatures text(Random random) {
    TextFeatures.Builder text = TextFeatures.newBuilder();
    for (int i = 0; i < WORDS; i++) {
      text.addWords(random.nextInt(VOCABULARY));
    }
    return text.build();
  }

  private ImageFeatures image(Random random) {
    ImageShape shape = ImageShape.from(settings);
    byte[] pixels = new byte[shape.size()];
    random.nextBytes(pixels);
    return ImageFeatures.newBuilder()
        .setHeight(shape.height())
        .setWidth(shape.width())
        .setChannels(shape.channels())
        .setPixels(ByteString.copyFrom(pixels))
        .build();
  }
}
