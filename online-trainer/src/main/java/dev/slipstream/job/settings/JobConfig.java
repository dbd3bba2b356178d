package dev.slipstream.job.settings;

import dev.slipstream.config.Option;
import dev.slipstream.config.Settings;
import java.time.Duration;
import java.util.List;

/**
 * How the Flink job runs.
 *
 * @param encoders names of the encoders learned; empty for the one that is configured, or for none
 *     where pairs or a recommender are learned
 * @param pairs names of the pairs of modalities learned across; see {@link PairSettings}
 * @param recommend whether a recommender is learned from interactions
 * @param publishEverySteps steps between two published encoder versions
 * @param publishInterval time after which a moved encoder is published; 0 for never
 * @param publishImprovement share by which the loss must fall for a version of its own; 0 for none
 * @param publishIdle time without a sample after which a moved encoder is published all the same
 * @param encodersUri directory of the version files, a Flink file-system URI or a local path
 * @param keepVersions newest version files that are kept
 * @param checkpointInterval time between checkpoints, and so until results become visible
 * @param checkpointsUri directory of the checkpoints, a Flink file-system URI or a local path
 * @param refreshRate items re-embedded per second by the whole refresher
 * @param parallelism tasks of the refresher
 * @param refreshThreads CPU threads of each refresher task's engine
 * @param transactionTimeout how long an outage may last before the broker drops unfinished output
 * @param groupPrefix begins the names of consumer groups and transactions
 * @param progressInterval least time between two progress reports
 */
public record JobConfig(
    List<String> encoders,
    List<String> pairs,
    boolean recommend,
    int publishEverySteps,
    Duration publishInterval,
    double publishImprovement,
    Duration publishIdle,
    String encodersUri,
    int keepVersions,
    Duration checkpointInterval,
    String checkpointsUri,
    int refreshRate,
    int parallelism,
    int refreshThreads,
    Duration transactionTimeout,
    String groupPrefix,
    Duration progressInterval) {

  /** Flink cannot change it for a job that has state; key groups are counted by it. */
  public static final int MAX_PARALLELISM = 128;

  /** Finished checkpoints that are kept, and may be restored. */
  public static final int RETAINED_CHECKPOINTS = 2;

  private static final String NAME = "[A-Za-z0-9._-]{1,64}";

  public static final Option<String> ENCODERS =
      Option.ofString("job.encoders", "")
          .must(s -> s.isEmpty() || s.matches(NAME + "( *, *" + NAME + ")*"), "of names and commas")
          .doc(
              "Encoders learned at once, names with commas between; empty learns encoder.name, or"
                  + " none where job.pairs or job.recommend says what is learned. NAME/KEY sets an"
                  + " option for one of them.");
  public static final Option<String> PAIRS =
      Option.ofString("job.pairs", "")
          .must(s -> s.isEmpty() || s.matches(NAME + "( *, *" + NAME + ")*"), "of names and commas")
          .doc(
              "Modalities learned across, such as text-image, with commas between. PAIR/KEY sets an option for"
                  + " one of them, PAIR.MODALITY/KEY for one of its towers.");
  public static final Option<Boolean> RECOMMEND =
      Option.ofBoolean("job.recommend", false)
          .doc("Learn to recommend from interactions, beside what else is named.");
  public static final Option<Integer> PUBLISH_EVERY_STEPS =
      Option.ofInt("job.publish-every-steps", 100)
          .atLeast(1)
          .unit("steps")
          .doc("Steps between two published encoder versions.");
  public static final Option<Duration> PUBLISH_INTERVAL =
      Option.ofDuration("job.publish-interval", Duration.ZERO)
          .doc("A moved encoder is published that long after the last time, too; 0 does never.");
  public static final Option<Double> PUBLISH_IMPROVEMENT =
      Option.ofDouble("job.publish-improvement", 0.0)
          .atLeast(0.0)
          .atMost(1.0)
          .doc(
              "An encoder is published, too, when its running loss has fallen by that share since"
                  + " the last time; 0 does not look.");
  public static final Option<Duration> PUBLISH_IDLE =
      Option.ofDuration("job.publish-idle", Duration.ofSeconds(2))
          .atLeast(Duration.ofMillis(10))
          .doc("A moved encoder is published when no sample came for that long.");
  public static final Option<String> ENCODERS_URI =
      Option.ofString("job.encoders-uri", ".slipstream/encoders")
          .must(s -> !s.isBlank(), "of a directory, not empty")
          .doc("Directory of the encoder versions: a Flink file-system URI or a local path.");
  public static final Option<Integer> KEEP_VERSIONS =
      Option.ofInt("job.keep-versions", 5)
          .atLeast(1)
          .unit("files")
          .doc("Newest encoder versions kept; what a retained checkpoint needs stays besides.");
  public static final Option<Duration> CHECKPOINT_INTERVAL =
      Option.ofDuration("job.checkpoint-interval", Duration.ofSeconds(5))
          .atLeast(Duration.ofMillis(100))
          .doc("Time between checkpoints; versions are announced and used from them on.");
  public static final Option<String> CHECKPOINTS_URI =
      Option.ofString("job.checkpoints-uri", ".slipstream/checkpoints")
          .must(s -> !s.isBlank(), "of a directory, not empty")
          .doc("Directory of the checkpoints: a Flink file-system URI or a local path.");
  public static final Option<Integer> REFRESH_RATE =
      Option.ofInt("job.refresh-rate", 5000)
          .atLeast(1)
          .unit("items/s")
          .doc("Items re-embedded per second after a new version, over all tasks.");
  public static final Option<Integer> PARALLELISM =
      Option.ofInt("job.parallelism", 1)
          .atLeast(1)
          .atMost(MAX_PARALLELISM)
          .unit("tasks")
          .doc("Tasks of the refresher; the learner is always one.");
  public static final Option<Integer> REFRESH_THREADS =
      Option.ofInt("job.refresh-threads", 1)
          .atLeast(1)
          .atMost(1024)
          .unit("threads")
          .doc("CPU threads of each refresher task's engine; the learner's are encoder.threads.");
  public static final Option<Duration> TRANSACTION_TIMEOUT =
      Option.ofDuration("job.transaction-timeout", Duration.ofMinutes(15))
          .atLeast(Duration.ofSeconds(10))
          .doc(
              "Longest outage that loses no output; at most the brokers'"
                  + " transaction.max.timeout.ms (15 minutes by default).");
  public static final Option<String> GROUP_PREFIX =
      Option.ofString("job.group-prefix", "slipstream")
          .must(s -> s.matches("[A-Za-z0-9._-]{1,64}"), "of 1 to 64 letters, digits, '.', '-', '_'")
          .doc("Begins the names of consumer groups and transactions; one running job each.");
  public static final Option<Duration> PROGRESS_INTERVAL =
      Option.ofDuration("job.progress-interval", Duration.ofMillis(500))
          .atLeast(Duration.ofMillis(10))
          .doc("Least time between two progress reports.");

  public static final List<Option<?>> OPTIONS =
      List.of(
          ENCODERS,
          PAIRS,
          RECOMMEND,
          PUBLISH_EVERY_STEPS,
          PUBLISH_INTERVAL,
          PUBLISH_IMPROVEMENT,
          PUBLISH_IDLE,
          ENCODERS_URI,
          KEEP_VERSIONS,
          CHECKPOINT_INTERVAL,
          CHECKPOINTS_URI,
          REFRESH_RATE,
          PARALLELISM,
          REFRESH_THREADS,
          TRANSACTION_TIMEOUT,
          GROUP_PREFIX,
          PROGRESS_INTERVAL);

  /** Reads the options of this record. */
  public static JobConfig from(Settings settings) {
    return new JobConfig(
        list(settings.get(ENCODERS)),
        list(settings.get(PAIRS)),
        settings.get(RECOMMEND),
        settings.get(PUBLISH_EVERY_STEPS),
        settings.get(PUBLISH_INTERVAL),
        settings.get(PUBLISH_IMPROVEMENT),
        settings.get(PUBLISH_IDLE),
        settings.get(ENCODERS_URI),
        settings.get(KEEP_VERSIONS),
        settings.get(CHECKPOINT_INTERVAL),
        settings.get(CHECKPOINTS_URI),
        settings.get(REFRESH_RATE),
        settings.get(PARALLELISM),
        settings.get(REFRESH_THREADS),
        settings.get(TRANSACTION_TIMEOUT),
        settings.get(GROUP_PREFIX),
        settings.get(PROGRESS_INTERVAL));
  }

  private static List<String> list(String names) {
    return names.isEmpty() ? List.of() : List.of(names.split(" *, *"));
  }
}
