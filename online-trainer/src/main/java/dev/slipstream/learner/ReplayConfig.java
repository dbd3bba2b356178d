package dev.slipstream.learner;

import dev.slipstream.config.Option;
import dev.slipstream.config.Settings;
import dev.slipstream.memory.replay.EvictionPolicies;
import dev.slipstream.memory.replay.ReplayBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * How much is learned from earlier samples again, and which are kept; see {@link ReplayBuffer}.
 *
 * @param policy what leaves a full buffer, or {@code none} for no buffer
 * @param capacity samples kept
 * @param share of a step's samples that are drawn from the buffer
 * @param align how what is replayed is held where it was
 * @param alignWeight of that, beside the method
 */
public record ReplayConfig(
    String policy, int capacity, double share, Align align, double alignWeight) {

  /** How what is replayed is held where it was. */
  public enum Align {
    /** Not at all. */
    NONE,
    /** By {@link dev.slipstream.objective.Alignment}. */
    CLA_E
  }

  /** Instead of a policy. */
  static final String NONE = "none";

  /** Most bytes of the samples kept. */
  private static final int MAX_BYTES = 256 << 20;

  public static final Option<String> BUFFER =
      Option.ofString("replay.buffer", "reservoir")
          .must(names()::contains, "one of " + names())
          .doc("Which of the earlier samples are kept to be learned from again.");
  public static final Option<Integer> CAPACITY =
      Option.ofInt("replay.capacity", 4096)
          .atLeast(2)
          .atMost(ReplayBuffer.MAX_CAPACITY)
          .unit("samples")
          .doc("Samples kept to be learned from again; of large ones at most 256 MiB.");
  public static final Option<Double> SHARE =
      Option.ofDouble("replay.share", 0.5)
          .above(0.0)
          .atMost(1.0)
          .doc(
              "Share of a step's samples drawn from those kept, the newest among them; the rest is"
                  + " the newest batch.");

  public static final Option<Align> ALIGN =
      Option.ofEnum("replay.align", Align.NONE)
          .doc(
              "Whether what is replayed is held where the momentum encoder sees it: none or cla-e,"
                  + " at the price of a second pass.");
  public static final Option<Double> ALIGN_WEIGHT =
      Option.ofDouble("replay.align-weight", 1.0)
          .above(0.0)
          .atMost(100.0)
          .doc("What alignment weighs beside the method.");

  public static final List<Option<?>> OPTIONS =
      List.of(BUFFER, CAPACITY, SHARE, ALIGN, ALIGN_WEIGHT);

  public ReplayConfig {
    BUFFER.check(policy);
    CAPACITY.check(capacity);
    SHARE.check(share);
    ALIGN.check(align);
    ALIGN_WEIGHT.check(alignWeight);
    if (align != Align.NONE && policy.equals(NONE)) {
      throw new IllegalArgumentException(
          "%s: must not be none with %s, which aligns what is replayed; set it to minred, say"
              .formatted(BUFFER.key(), ALIGN.key()));
    }
  }

  /** Reads the options of this record. */
  public static ReplayConfig from(Settings settings) {
    return new ReplayConfig(
        settings.get(BUFFER),
        settings.get(CAPACITY),
        settings.get(SHARE),
        settings.get(ALIGN),
        settings.get(ALIGN_WEIGHT));
  }

  /** Whether there is a buffer. */
  boolean enabled() {
    return !policy.equals(NONE);
  }

  /** Samples kept of that many bytes each. */
  int keptSamples(int rowBytes) {
    return Math.min(capacity, Math.max(2, MAX_BYTES / rowBytes));
  }

  private static List<String> names() {
    List<String> names = new ArrayList<>(List.of(NONE));
    names.addAll(EvictionPolicies.NAMES);
    return names;
  }
}
