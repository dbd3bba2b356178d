package dev.slipstream.job.guard;

import dev.slipstream.config.Option;
import dev.slipstream.config.Settings;
import java.util.List;

/**
 * When a learner raises an alarm; see {@link Guard}.
 *
 * @param enabled whether it is judged at all
 * @param leastShare of its best deviation and rank so far that it must keep
 * @param rollBacks most in a row that are told of
 */
public record GuardConfig(boolean enabled, double leastShare, int rollBacks) {

  static final Option<Boolean> ENABLED =
      Option.ofBoolean("job.guard", true)
          .doc(
              "Judge the learner every job.publish-every-steps steps: where it has collapsed or diverged,"
                  + " nothing is published and it goes back to the last state found good.");
  static final Option<Double> LEAST_SHARE =
      Option.ofDouble("job.guard-least-share", 0.25)
          .atLeast(0.0)
          .atMost(1.0)
          .doc(
              "Share of the learner's best feature deviation and best rank (RankMe) so far, on the"
                  + " items of job.gate-anchors, that it must keep; less is a collapse.");
  static final Option<Integer> ROLL_BACKS =
      Option.ofInt("job.guard-roll-backs", 3)
          .atLeast(1)
          .unit("times")
          .doc(
              "Most roll backs in a row that are told as events; what is learned is then still"
                  + " thrown away until it is found good.");

  public static final List<Option<?>> OPTIONS = List.of(ENABLED, LEAST_SHARE, ROLL_BACKS);

  public GuardConfig {
    LEAST_SHARE.check(leastShare);
    ROLL_BACKS.check(rollBacks);
  }

  /** Reads the options of this record. */
  public static GuardConfig from(Settings settings) {
    return new GuardConfig(
        settings.get(ENABLED), settings.get(LEAST_SHARE), settings.get(ROLL_BACKS));
  }
}
