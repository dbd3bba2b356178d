package dev.slipstream.job;

import dev.slipstream.config.Option;
import dev.slipstream.config.Settings;
import dev.slipstream.encoder.EncoderConfig;
import dev.slipstream.input.Modalities;
import dev.slipstream.learner.LearnerConfig;
import dev.slipstream.recommend.RecommendLearner;
import dev.slipstream.wire.KafkaConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Flink job, for each encoder: samples → learner → encoder versions; samples × versions →
 * refresher → embeddings. For modalities that are learned across, a join comes before the learner,
 * and it has two encoders. For a recommender, interactions × items → learner → versions of two
 * towers; items × versions → refresher → embeddings.
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
              Modalities.OPTIONS,
              LearnerConfig.OPTIONS,
              JobConfig.OPTIONS,
              GateConfig.OPTIONS,
              PairConfig.OPTIONS,
              RecommendLearner.OPTIONS,
              InteractionConfig.OPTIONS,
              ContentEncoders.OPTIONS,
              RankingConfig.OPTIONS)
          .<Option<?>>flatMap(List::stream)
          .distinct()
          .toList();

  /** Flink cannot change it for a job that has state; key groups are counted by it. */
  static final int MAX_PARALLELISM = 128;

  static final int RETAINED_CHECKPOINTS = 2;

  private static final Logger LOG = LoggerFactory.getLogger(TrainJob.class);

  private TrainJob() {}

  /**
   * Adds the job to an environment, which is then to be executed.
   *
   * @throws IllegalArgumentException if the settings do not fit together
   */
  public static void build(StreamExecutionEnvironment env, Settings settings) {
    configure(env, JobConfig.from(settings));
    for (Settings encoder : EncoderSettings.of(settings)) {
      new EncoderFlow(env, encoder).learnAndEmbed();
    }
    for (PairSettings pair : PairSettings.of(settings)) {
      new PairFlow(env, pair).learnAndEmbed();
    }
    if (settings.get(JobConfig.RECOMMEND)) {
      new RecommendFlow(env, settings).learnAndEmbed();
    }
  }

  /** Adds the learners alone: versions are published, nothing is embedded. */
  public static void buildLearner(StreamExecutionEnvironment env, Settings settings) {
    configure(env, JobConfig.from(settings));
    for (Settings encoder : EncoderSettings.of(settings)) {
      new EncoderFlow(env, encoder).learn();
    }
    for (PairSettings pair : PairSettings.of(settings)) {
      new PairFlow(env, pair).learn();
    }
    if (settings.get(JobConfig.RECOMMEND)) {
      new RecommendFlow(env, settings).learn();
    }
  }

  /**
   * Adds the refreshers of single encoders alone: nothing is learned, versions are those that
   * another job announces.
   */
  public static void buildRefresher(StreamExecutionEnvironment env, Settings settings) {
    configure(env, JobConfig.from(settings));
    for (Settings encoder : EncoderSettings.of(settings)) {
      EncoderFlow flow = new EncoderFlow(env, encoder);
      flow.embed(flow.announced());
    }
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
    return Stream.of(
            EncoderSettings.of(settings).stream().map(encoder -> encoder.get(EncoderConfig.NAME)),
            PairSettings.of(settings).stream().map(PairSettings::name),
            Stream.of(Recommender.NAME).filter(name -> settings.get(JobConfig.RECOMMEND)))
        .flatMap(names -> names)
        .collect(Collectors.joining(", ", "slipstream train ", ""));
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

  private static void configure(StreamExecutionEnvironment env, JobConfig job) {
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
}
