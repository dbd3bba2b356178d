package dev.slipstream.job;

import dev.slipstream.config.Option;
import dev.slipstream.config.Settings;
import dev.slipstream.encoder.EncoderConfig;
import dev.slipstream.input.Modalities;
import dev.slipstream.job.encoder.EncoderFlow;
import dev.slipstream.job.flink.FlinkFiles;
import dev.slipstream.job.guard.GuardConfig;
import dev.slipstream.job.pairs.PairConfig;
import dev.slipstream.job.pairs.PairFlow;
import dev.slipstream.job.publication.GateConfig;
import dev.slipstream.job.recommender.RecommendFlow;
import dev.slipstream.job.settings.EncoderSettings;
import dev.slipstream.job.settings.JobConfig;
import dev.slipstream.job.settings.JobSettings;
import dev.slipstream.job.settings.PairSettings;
import dev.slipstream.learner.LearnerConfig;
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
              GuardConfig.OPTIONS,
              PairConfig.OPTIONS,
              RecommendFlow.OPTIONS)
          .<Option<?>>flatMap(List::stream)
          .distinct()
          .toList();

  private static final Logger LOG = LoggerFactory.getLogger(TrainJob.class);

  private TrainJob() {}

  /**
   * Adds the job to an environment, which is then to be executed.
   *
   * @throws IllegalArgumentException if the settings do not fit together
   */
  public static void build(StreamExecutionEnvironment env, Settings settings) {
    configure(env, JobConfig.from(settings));
    JobSettings job = JobSettings.of(() -> OPTIONS, settings);
    for (Settings encoder : EncoderSettings.of(settings)) {
      new EncoderFlow(env, job.with(encoder)).learnAndEmbed();
    }
    for (PairSettings pair : PairSettings.of(settings)) {
      new PairFlow(env, job, pair).learnAndEmbed();
    }
    if (settings.get(JobConfig.RECOMMEND)) {
      new RecommendFlow(env, job).learnAndEmbed();
    }
  }

  /** Adds the learners alone: versions are published, nothing is embedded. */
  public static void buildLearner(StreamExecutionEnvironment env, Settings settings) {
    configure(env, JobConfig.from(settings));
    JobSettings job = JobSettings.of(() -> OPTIONS, settings);
    for (Settings encoder : EncoderSettings.of(settings)) {
      new EncoderFlow(env, job.with(encoder)).learn();
    }
    for (PairSettings pair : PairSettings.of(settings)) {
      new PairFlow(env, job, pair).learn();
    }
    if (settings.get(JobConfig.RECOMMEND)) {
      new RecommendFlow(env, job).learn();
    }
  }

  /**
   * Adds the refreshers of single encoders alone: nothing is learned, versions are those that
   * another job announces.
   */
  public static void buildRefresher(StreamExecutionEnvironment env, Settings settings) {
    configure(env, JobConfig.from(settings));
    JobSettings job = JobSettings.of(() -> OPTIONS, settings);
    for (Settings encoder : EncoderSettings.of(settings)) {
      EncoderFlow flow = new EncoderFlow(env, job.with(encoder));
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
            Stream.of(RecommendFlow.NAME).filter(name -> settings.get(JobConfig.RECOMMEND)))
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
    flink.set(PipelineOptions.MAX_PARALLELISM, JobConfig.MAX_PARALLELISM);
    // Aligned: barriers wait for one learning step and one micro-batch at most, so there is little
    // in flight to save; and at an aligned barrier the refresher has seen every version announced
    // before it, which the removal of old version files rests on. Checkpoints after tasks have
    // finished (Flink's default) matter to bounded runs only: these sources never end.
    flink.set(CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE, CheckpointingMode.EXACTLY_ONCE);
    flink.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, job.checkpointInterval());
    flink.set(CheckpointingOptions.ENABLE_UNALIGNED, false);
    flink.set(CheckpointingOptions.MAX_CONCURRENT_CHECKPOINTS, 1);
    flink.set(CheckpointingOptions.MAX_RETAINED_CHECKPOINTS, JobConfig.RETAINED_CHECKPOINTS);
    flink.set(
        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
        ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    flink.set(StateBackendOptions.STATE_BACKEND, "hashmap");
    flink.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
    flink.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY,
        FlinkFiles.directory(job.checkpointsUri()).toUri().toString());
    env.configure(flink);
  }
}
