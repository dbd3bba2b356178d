package dev.slipstream.job.pairs;

import dev.slipstream.config.Option;
import dev.slipstream.config.Settings;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;

/**
 * How the modalities of one item find each other.
 *
 * @param window greatest distance of their event times
 * @param lateness how far event times may run behind the newest seen
 * @param mostPending items of each task that wait for their partner
 */
public record PairConfig(Duration window, Duration lateness, int mostPending)
    implements Serializable {

  private static final long serialVersionUID = 1;

  static final Option<Duration> WINDOW =
      Option.ofDuration("pair.window", Duration.ofMinutes(10))
          .atLeast(Duration.ofMillis(1))
          .doc("Greatest distance in event time between an item's two modalities.");
  static final Option<Duration> LATENESS =
      Option.ofDuration("pair.lateness", Duration.ofMinutes(1))
          .atLeast(Duration.ZERO)
          .doc("How far events may run behind the newest seen and still find their partner.");
  static final Option<Integer> MOST_PENDING =
      Option.ofInt("pair.most-pending", 100_000)
          .atLeast(1)
          .unit("samples")
          .doc("Samples that wait for their partner in each task; beyond, the oldest give up.");

  public static final List<Option<?>> OPTIONS = List.of(WINDOW, LATENESS, MOST_PENDING);

  public PairConfig {
    WINDOW.check(window);
    LATENESS.check(lateness);
    MOST_PENDING.check(mostPending);
  }

  /** Reads the options of this record. */
  static PairConfig from(Settings settings) {
    return new PairConfig(settings.get(WINDOW), settings.get(LATENESS), settings.get(MOST_PENDING));
  }
}
