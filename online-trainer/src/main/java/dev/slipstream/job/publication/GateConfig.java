package dev.slipstream.job.publication;

import dev.slipstream.config.Option;
import dev.slipstream.config.Settings;
import java.util.List;

/**
 * What a version must be like to be published; see {@link PublicationGate}.
 *
 * @param enabled whether versions are compared at all
 * @param anchors first items of the stream that they are compared on
 * @param leastSpread share of the published version's spread and effective rank to be kept
 * @param tolerance share of the published version's figures that may be lost
 */
public record GateConfig(boolean enabled, int anchors, double leastSpread, double tolerance) {

  static final Option<Boolean> ENABLED =
      Option.ofBoolean("job.gate", true)
          .doc(
              "Compare a version with the published one first; a worse one is held back, and one"
                  + " found worse afterwards is rolled back.");
  static final Option<Integer> ANCHORS =
      Option.ofInt("job.gate-anchors", 256)
          .atLeast(PublicationGate.LEAST_ANCHORS)
          .atMost(4096)
          .unit("items")
          .doc("First items of the stream, on which versions are compared.");
  static final Option<Double> LEAST_SPREAD =
      Option.ofDouble("job.gate-least-spread", 0.25)
          .atLeast(0.0)
          .atMost(1.0)
          .doc(
              "Share of the published version's spread and effective rank on those items that a"
                  + " version must keep; less is a collapse.");
  static final Option<Double> TOLERANCE =
      Option.ofDouble("job.gate-tolerance", 0.05)
          .atLeast(0.0)
          .atMost(1.0)
          .doc(
              "Share of the other version's mean reciprocal rank that a recommender's version may"
                  + " lose; it is worse where the whole interval says that it lost more.");

  public static final List<Option<?>> OPTIONS = List.of(ENABLED, ANCHORS, LEAST_SPREAD, TOLERANCE);

  public GateConfig {
    ANCHORS.check(anchors);
    LEAST_SPREAD.check(leastSpread);
    TOLERANCE.check(tolerance);
  }

  /** Reads the options of this record. */
  public static GateConfig from(Settings settings) {
    return new GateConfig(
        settings.get(ENABLED),
        settings.get(ANCHORS),
        settings.get(LEAST_SPREAD),
        settings.get(TOLERANCE));
  }
}
