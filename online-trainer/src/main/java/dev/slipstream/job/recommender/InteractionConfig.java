package dev.slipstream.job.recommender;

import dev.slipstream.config.Option;
import dev.slipstream.config.Settings;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;

/**
 * How interactions find their items.
 *
 * @param window how long one waits for its item, in event time
 * @param lateness how far event times may run behind the newest seen
 * @param mostPending interactions that wait
 * @param remembered newest events known to be duplicates when they come again
 * @param itemsRequired whether only items that came as samples are learned
 */
record InteractionConfig(
    Duration window, Duration lateness, int mostPending, int remembered, boolean itemsRequired)
    implements Serializable {

  private static final long serialVersionUID = 1;

  static final Option<Duration> WINDOW =
      Option.ofDuration("interaction.window", Duration.ofMinutes(10))
          .atLeast(Duration.ofMillis(1))
          .doc("How long, in event time, an interaction waits for its item.");
  static final Option<Duration> LATENESS =
      Option.ofDuration("interaction.lateness", Duration.ofMinutes(1))
          .atLeast(Duration.ZERO)
          .doc("How far interactions and items may run behind the newest seen.");
  static final Option<Integer> MOST_PENDING =
      Option.ofInt("interaction.most-pending", 100_000)
          .atLeast(1)
          .unit("interactions")
          .doc("Interactions that wait for their item; beyond, the newest are given up.");
  static final Option<Integer> REMEMBERED =
      Option.ofInt("interaction.remembered", 500_000)
          .atLeast(1)
          .unit("events")
          .doc("Newest interactions whose ids are known; one that comes again is counted once.");
  static final Option<Boolean> ITEMS_REQUIRED =
      Option.ofBoolean("interaction.items-required", true)
          .doc(
              "Learn interactions with items that came as samples only; else every item counts,"
                  + " by its id alone where nothing else is known.");

  static final List<Option<?>> OPTIONS =
      List.of(WINDOW, LATENESS, MOST_PENDING, REMEMBERED, ITEMS_REQUIRED);

  InteractionConfig {
    WINDOW.check(window);
    LATENESS.check(lateness);
    MOST_PENDING.check(mostPending);
    REMEMBERED.check(remembered);
  }

  /** Reads the options of this record. */
  static InteractionConfig from(Settings settings) {
    return new InteractionConfig(
        settings.get(WINDOW),
        settings.get(LATENESS),
        settings.get(MOST_PENDING),
        settings.get(REMEMBERED),
        settings.get(ITEMS_REQUIRED));
  }
}
