package dev.slipstream.recommend;

import dev.slipstream.config.Option;
import dev.slipstream.config.Settings;
import dev.slipstream.loss.RankingLoss;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * How the recommender learns: its own settings and those of its parts.
 *
 * @param context what a recommendation depends on
 * @param loss what the towers learn by
 * @param dimensions D, columns of the space both towers share
 * @param batchSize interactions in a batch
 * @param stepsPerBatch steps on each batch
 * @param replayed earlier choices in each step, drawn from the newest
 * @param replayCapacity choices kept for that
 * @param queue newest choices whose items every context is told from
 * @param sampled items of the catalogue, drawn evenly, that every context is told from besides
 * @param history a user's newest items that are part of the context
 * @param recency what an item of the history weighs, of the next newer one's weight
 * @param seenWeight what an item that was met and no more counts as, of one that was taken
 * @param remembered a user's items known to be repeats when they come again
 * @param users users whose items are kept
 * @param items items kept
 * @param ids items with a vector of their own
 * @param idExpiry how long an item nobody meets keeps its own vector, in event time; 0 for ever
 * @param halfLife age at which an interaction learned again counts half; 0 if age does not matter
 * @param fullDwell dwell from which an interaction counts in full; 0 if it does not matter
 * @param refusedShare what a refused item counts as, of all candidates; 0 for one of them
 * @param words most words of an item
 * @param buckets ids that words, and the values of contexts, are hashed to
 * @param learningRate step length
 * @param weightDecay share of a parameter lost per unit of learning rate
 * @param logQ share of the popularity correction, 0 for none
 * @param refreshSteps steps after which items are embedded anew to rank them
 */
public record RecommendConfig(
    ContextConfig context,
    RankingLoss loss,
    int dimensions,
    int batchSize,
    int stepsPerBatch,
    int replayed,
    int replayCapacity,
    int queue,
    int sampled,
    int history,
    double recency,
    double seenWeight,
    int remembered,
    int users,
    int items,
    int ids,
    Duration idExpiry,
    Duration halfLife,
    Duration fullDwell,
    double refusedShare,
    int words,
    int buckets,
    double learningRate,
    double weightDecay,
    double logQ,
    int refreshSteps) {

  /** An interaction weighs something, however short it was. */
  private static final double LEAST_DWELL = 0.01;

  static final Option<Integer> DIMENSIONS =
      Option.ofInt("recommend.dimensions", 64)
          .atLeast(2)
          .atMost(1024)
          .unit("columns")
          .doc("Width of the space that contexts and items share.");
  static final Option<Integer> BATCH_SIZE =
      count("recommend.batch-size", 128, 1)
          .unit("interactions")
          .doc("Interactions taken in between steps.");
  static final Option<Integer> STEPS_PER_BATCH =
      count("recommend.steps-per-batch", 2, 1).unit("steps").doc("Steps on each batch.");
  static final Option<Integer> REPLAYED =
      count("recommend.replayed", 128, 0)
          .unit("interactions")
          .doc("Earlier interactions learned again in each step.");
  static final Option<Integer> REPLAY_CAPACITY =
      count("recommend.replay-capacity", 20_000, 1)
          .unit("interactions")
          .doc("Newest interactions from which those are drawn.");
  static final Option<Integer> QUEUE =
      count("recommend.queue", 4096, 0)
          .unit("interactions")
          .doc("Newest interactions whose items every context is told from.");
  static final Option<Integer> SAMPLED =
      count("recommend.sampled", 1000, 0)
          .unit("items")
          .doc("Items drawn evenly from all, from which every context is told besides.");
  static final Option<Integer> HISTORY =
      count("recommend.history", 20, 1)
          .atMost(1000)
          .unit("items")
          .doc("Newest items of a user that are part of the context.");
  static final Option<Double> RECENCY =
      Option.ofDouble("recommend.recency", 0.85)
          .above(0.0)
          .atMost(1.0)
          .doc("What an item of the history weighs, of the weight of the next newer one.");
  static final Option<Double> SEEN_WEIGHT =
      Option.ofDouble("recommend.seen-weight", 0.5)
          .atLeast(0.0)
          .atMost(1.0)
          .doc(
              "What an item that was met, neither taken nor refused, counts as, of one that was"
                  + " taken; 0 learns nothing from it, as is right where items merely shown are"
                  + " told as seen.");
  static final Option<Integer> REMEMBERED =
      count("recommend.remembered", 500, 1)
          .unit("items")
          .doc("Newest items of a user that are known to be repeats when they come again.");
  static final Option<Integer> USERS =
      count("recommend.users", 100_000, 1)
          .unit("users")
          .doc("Users whose items are kept; those longest unseen leave first.");
  static final Option<Integer> ITEMS =
      count("recommend.items", 100_000, 1)
          .unit("items")
          .doc("Items kept; those longest unmet leave first.");
  static final Option<Integer> IDS =
      count("recommend.ids", 16_384, 1)
          .atMost(1 << 22)
          .unit("items")
          .doc(
              "Items with a vector of their own beside their content's; where there are more, an"
                  + " eighth of them, longest unmet, lose it.");
  static final Option<Duration> ID_EXPIRY =
      Option.ofDuration("recommend.id-expiry", Duration.ZERO)
          .doc("How long an item nobody meets keeps its own vector, in event time; 0 for ever.");
  static final Option<Duration> HALF_LIFE =
      Option.ofDuration("recommend.half-life", Duration.ZERO)
          .doc(
              "Age, in event time, at which an interaction that is learned again counts half; 0"
                  + " lets all count alike.");
  static final Option<Duration> FULL_DWELL =
      Option.ofDuration("recommend.full-dwell", Duration.ZERO)
          .doc(
              "How long an item must be looked at to count in full; less counts in proportion, at"
                  + " least a hundredth. 0 does not look at dwell.");
  static final Option<Double> REFUSED_SHARE =
      Option.ofDouble("recommend.refused-share", 0.1)
          .atLeast(0.0)
          .atMost(1.0)
          .doc(
              "How much an item that the user turned down lately counts as wrong, of all that a"
                  + " choice is told from; 0 lets it count like any other.");
  static final Option<Integer> WORDS =
      count("recommend.words", 24, 1).atMost(1000).unit("words").doc("Most words of an item.");
  static final Option<Integer> BUCKETS =
      count("recommend.buckets", 16_384, 1)
          .atMost(1 << 22)
          .unit("ids")
          .doc("Ids that words, and the values of contexts, are hashed to.");
  static final Option<Double> LEARNING_RATE =
      Option.ofDouble("recommend.learning-rate", 0.001)
          .above(0.0)
          .atMost(1.0)
          .doc("Step length of adam.");
  static final Option<Double> WEIGHT_DECAY =
      Option.ofDouble("recommend.weight-decay", 0.0)
          .atLeast(0.0)
          .atMost(100.0)
          .doc("Share of a parameter lost per unit of learning rate.");
  static final Option<Double> LOG_Q =
      Option.ofDouble("recommend.log-q", 1.0)
          .atLeast(0.0)
          .atMost(1.0)
          .doc(
              "Share of the correction for popular items being negatives more often than others; 0"
                  + " corrects nothing, which recommends rarer items.");
  static final Option<Integer> REFRESH_STEPS =
      count("recommend.refresh-steps", 4, 1)
          .unit("steps")
          .doc("Steps after which items are embedded anew where the learner itself ranks.");

  /** The options of this record and of its parts. */
  public static final List<Option<?>> OPTIONS =
      Stream.of(
              ContextConfig.OPTIONS,
              RankingLoss.OPTIONS,
              List.of(
                  DIMENSIONS,
                  BATCH_SIZE,
                  STEPS_PER_BATCH,
                  REPLAYED,
                  REPLAY_CAPACITY,
                  QUEUE,
                  SAMPLED,
                  HISTORY,
                  RECENCY,
                  SEEN_WEIGHT,
                  REMEMBERED,
                  USERS,
                  ITEMS,
                  IDS,
                  ID_EXPIRY,
                  HALF_LIFE,
                  FULL_DWELL,
                  REFUSED_SHARE,
                  WORDS,
                  BUCKETS,
                  LEARNING_RATE,
                  WEIGHT_DECAY,
                  LOG_Q,
                  REFRESH_STEPS))
          .<Option<?>>flatMap(List::stream)
          .toList();

  /** Reads the options of this record and of its parts. */
  public static RecommendConfig from(Settings settings) {
    return new RecommendConfig(
        ContextConfig.from(settings),
        RankingLoss.from(settings),
        settings.get(DIMENSIONS),
        settings.get(BATCH_SIZE),
        settings.get(STEPS_PER_BATCH),
        settings.get(REPLAYED),
        settings.get(REPLAY_CAPACITY),
        settings.get(QUEUE),
        settings.get(SAMPLED),
        settings.get(HISTORY),
        settings.get(RECENCY),
        settings.get(SEEN_WEIGHT),
        settings.get(REMEMBERED),
        settings.get(USERS),
        settings.get(ITEMS),
        settings.get(IDS),
        settings.get(ID_EXPIRY),
        settings.get(HALF_LIFE),
        settings.get(FULL_DWELL),
        settings.get(REFUSED_SHARE),
        settings.get(WORDS),
        settings.get(BUCKETS),
        settings.get(LEARNING_RATE),
        settings.get(WEIGHT_DECAY),
        settings.get(LOG_Q),
        settings.get(REFRESH_STEPS));
  }

  /**
   * The weight of an interaction whose dwell is known.
   *
   * @param weight as the stream says
   * @param dwellMillis how long the item was looked at, ≥ 0
   */
  public float weight(float weight, long dwellMillis) {
    if (fullDwell.isZero()) {
      return weight;
    }
    double share = (double) dwellMillis / fullDwell.toMillis();
    return (float) (weight * Math.max(LEAST_DWELL, Math.min(1, share)));
  }

  private static Option<Integer> count(String key, int defaultValue, int least) {
    return Option.ofInt(key, defaultValue).atLeast(least).atMost(1 << 24);
  }
}
