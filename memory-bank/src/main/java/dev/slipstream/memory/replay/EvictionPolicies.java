package dev.slipstream.memory.replay;

import java.util.List;

/** The policies by name. */
public final class EvictionPolicies {

  /** What {@link #of} knows. */
  public static final List<String> NAMES = List.of("fifo", "reservoir", "minred", "solar", "climb");

  private EvictionPolicies() {}

  /**
   * A new policy.
   *
   * @param seed of its choices, where it has any
   * @throws IllegalArgumentException if there is none of this name
   */
  public static EvictionPolicy of(String name, long seed) {
    return switch (name) {
      case "fifo" -> new Fifo();
      case "reservoir" -> new Reservoir(seed);
      case "minred" -> new MinRed();
      case "solar" -> new Solar();
      case "climb" -> new Climb(seed);
      default ->
          throw new IllegalArgumentException(
              "policy: must be one of " + String.join(", ", NAMES) + ", was " + name);
    };
  }
}
