package dev.slipstream.job;

import dev.slipstream.config.Option;
import dev.slipstream.config.Settings;
import dev.slipstream.encoder.EncoderConfig;
import dev.slipstream.input.ImageInput;
import dev.slipstream.learner.LearnerConfig;
import dev.slipstream.wire.Embedding;
import dev.slipstream.wire.EncoderAnnouncement;
import dev.slipstream.wire.KafkaConfig;
import dev.slipstream.wire.Progress;
import dev.slipstream.wire.Sample;
import dev.slipstream.wire.Topics;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.KafkaSinkBuilder;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.operators.SimpleOperatorFactory;
import org.apache.flink.streaming.api.transformations.TwoInputTransformation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Flink job: samples → learner → encoder versions; samples × versions → refresher → embeddings.
 *
 * <pre>{@code
 * flink run -c dev.slipstream.job.TrainJob online-trainer.jar
 *     [--config FILE] [--set KEY=VALUE]...
 * }</pre>
 */
public final class TrainJob {

  /** Every option the job reads. */
  public static final List<Option<?>> OPTIONS =
      Stream.of(
              KafkaConfig.OPTIONS,
              EncoderConfig.OPTIONS,
              ImageInput.OPTIONS,
              LearnerConfig.OPTIONS,
              JobConfig.OPTIONS)
          .<Option<?>>flatMap(List::stream)
          .toList();

  /** Flink cannot change it for a job that has state; key groups are counted by it. */
  static final int MAX_PARALLELISM = 128;

  static final int RETAINED_CHECKPOINTS = 2;

  private static final Logger LOG = LoggerFactory.getLogger(TrainJob.class);

  private final StreamExecutionEnvironment env;
  private final KafkaConfig kafka;
  private final JobConfig job;
  private final String encoder;
  private final JobSettings jobSettings;

  private TrainJob(StreamExecutionEnvironment env, Settings settings) {
    this.env = env;
    this.kafka = KafkaConfig.from(settings);
    this.job = JobConfig.from(settings);
    this.encoder = settings.get(EncoderConfig.NAME);
    this.jobSettings = JobSettings.of(settings);
  }

  /** Adds the job to an environment, which is then to be executed. */
  public static void build(StreamExecutionEnvironment env, Settings settings) {
    TrainJob job = new TrainJob(env, settings);
    job.configure();
    job.embed(job.learn());
  }

  /** Adds the learner alone: versions are published, nothing is embedded. */
  public static void buildLearner(StreamExecutionEnvironment env, Settings settings) {
    TrainJob job = new TrainJob(env, settings);
    job.configure();
    job.learn();
  }

  /** Submits the job to the cluster this runs on. */
  public static void main(String[] args) throws Exception {
    Settings settings = parse(args, System.getenv());
    LOG.info("Settings other than the defaults: {}", new TreeMap<>(settings.overrides()));
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    build(env, settings);
    env.execute(name(settings));
  }

  /** The job's name in Flink. */
  public static String name(Settings settings) {
    return "slipstream train " + settings.get(EncoderConfig.NAME);
  }

  static Settings parse(String[] args, Map<String, String> environment) {
    Settings defaults = Settings.defaults(OPTIONS);
    Settings file = defaults;
    Map<String, String> set = new TreeMap<>();
    for (int i = 0; i < args.length; i += 2) {
      String value = i + 1 < args.length ? args[i + 1] : "";
      int equals = value.indexOf('=');
      if (args[i].equals("--config") && !value.isEmpty()) {
        file = file.withFile(Path.of(value));
      } else if (args[i].equals("--set") && equals > 0) {
        set.put(value.substring(0, equals), value.substring(equals + 1));
      } else {
        throw new IllegalArgumentException(
            "arguments: must be [--config FILE] [--set KEY=VALUE]..., was " + List.of(args));
      }
    }
    return file.withEnvironment(environment).with(set);
  }

  private void configure() {
    Configuration flink = new Configuration();
    flink.set(PipelineOptions.GENERIC_TYPES, false); // nothing may fall back to Kryo
    flink.set(PipelineOptions.OBJECT_REUSE, true); // messages are immutable
    flink.set(PipelineOptions.MAX_PARALLELISM, MAX_PARALLELISM);
    // Aligned: barriers wait for one learning step and one micro-batch at most, so there is little
    // in flight to save; and at an aligned barrier the refresher has seen every version announced
    // before it, which the removal of old version files rests on. Checkpoints after tasks have
    // finished (Flink's default) matter to bounded runs only: these sources never end.
    flink.set(CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE, CheckpointingMode.EXACTLY_ONCE);
    flink.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, job.checkpointInterval());
    flink.set(CheckpointingOptions.ENABLE_UNALIGNED, false);
    flink.set(CheckpointingOptions.MAX_CONCURRENT_CHECKPOINTS, 1);
    flink.set(CheckpointingOptions.MAX_RETAINED_CHECKPOINTS, RETAINED_CHECKPOINTS);
    flink.set(
        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
        ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    flink.set(StateBackendOptions.STATE_BACKEND, "hashmap");
    flink.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
    flink.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY,
        Uris.directory(job.checkpointsUri()).toUri().toString());
    env.configure(flink);
  }

  private DataStream<EncoderAnnouncement> learn() {
    SingleOutputStreamOperator<EncoderAnnouncement> versions =
        samples("learner", 1)
            .transform(
                "learner-" + encoder,
                ProtobufTypeInfo.ofMessage(EncoderAnnouncement.class),
                new LearnerOperator(jobSettings))
            .uid("learner-" + encoder)
            .setParallelism(1);
    sink(
        versions,
        "encoders",
        this.<EncoderAnnouncement>exactlyOnce("encoders")
            .setRecordSerializer(
                new KeyedMessage<>(Topics.ENCODERS, EncoderAnnouncement::getEncoder))
            .build());
    sink(
        versions.getSideOutput(LearnerOperator.PROGRESS),
        "progress",
        KafkaSink.<Progress>builder()
            .setBootstrapServers(kafka.bootstrapServers())
            .setKafkaProducerConfig(kafka.clientSettings())
            .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
            .setRecordSerializer(new KeyedMessage<>(Topics.PROGRESS, Progress::getEncoder))
            .build());
    return versions;
  }

  private void embed(DataStream<EncoderAnnouncement> versions) {
    sink(
        refresh(versions),
        "embeddings",
        this.<Embedding>exactlyOnce("embeddings")
            .setRecordSerializer(
                new KeyedMessage<>(
                    Topics.EMBEDDINGS, Embedding::getItemId, e -> e.getVectorCount() == 0))
            .build());
  }

  /**
   * A source of its own for each reader, so that neither waits for the other. Without a checkpoint
   * it begins at the beginning, not at the group's committed offsets: state is empty then, and only
   * the whole topic can fill it again.
   */
  private DataStream<Sample> samples(String reader, int parallelism) {
    String name = reader + "-samples-" + encoder;
    KafkaSource<Sample> source =
        KafkaSource.<Sample>builder()
            .setBootstrapServers(kafka.bootstrapServers())
            .setProperties(kafka.clientSettings())
            .setProperty("isolation.level", "read_committed")
            .setTopics(Topics.SAMPLES.name())
            .setGroupId(id(reader))
            .setClientIdPrefix(id(reader))
            .setStartingOffsets(OffsetsInitializer.earliest())
            .setValueOnlyDeserializer(new SampleDeserializer())
            .build();
    return env.fromSource(source, WatermarkStrategy.noWatermarks(), name)
        .uid(name)
        .setParallelism(parallelism);
  }

  /** Connects by hand: Flink's own API has no operator of one keyed and one broadcast input. */
  private DataStream<Embedding> refresh(DataStream<EncoderAnnouncement> versions) {
    KeyedStream<Sample, String> items =
        samples("refresher", job.parallelism()).keyBy(Sample::getItemId, Types.STRING);
    TwoInputTransformation<Sample, EncoderAnnouncement, Embedding> refresher =
        new TwoInputTransformation<>(
            items.getTransformation(),
            versions.broadcast().getTransformation(),
            "refresher-" + encoder,
            SimpleOperatorFactory.of(new RefresherOperator(jobSettings)),
            ProtobufTypeInfo.ofMessage(Embedding.class),
            job.parallelism());
    refresher.setUid("refresher-" + encoder);
    refresher.setStateKeySelectors(items.getKeySelector(), null);
    refresher.setStateKeyType(Types.STRING);
    env.addOperator(refresher);
    return new DataStream<>(env, refresher);
  }

  /**
   * Each checkpoint takes a new transactional id, which brokers forget in time ({@code
   * transactional.id.expiration.ms}). The connector's pool of few ids is not for us: restored after
   * a kill, it can leave a transaction open under an id that is used again, and readers wait until
   * it times out (FLINK-40626).
   */
  private <T> KafkaSinkBuilder<T> exactlyOnce(String topic) {
    Properties properties = kafka.clientSettings();
    properties.setProperty(
        "transaction.timeout.ms", Long.toString(job.transactionTimeout().toMillis()));
    return KafkaSink.<T>builder()
        .setBootstrapServers(kafka.bootstrapServers())
        .setKafkaProducerConfig(properties)
        .setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
        .setTransactionalIdPrefix(id(topic));
  }

  private static <T> void sink(DataStream<T> stream, String topic, KafkaSink<T> sink) {
    stream.sinkTo(sink).name(topic).uid(topic).setParallelism(stream.getParallelism());
  }

  private String id(String part) {
    return job.groupPrefix() + "-" + part + "-" + encoder;
  }
}
