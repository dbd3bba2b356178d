package dev.slipstream.infra.cli;

/** Rules of command-line flags. */
final class Checks {

  private Checks() {}

  /** Requires {@code value >= least}. */
  static <T extends Comparable<T>> void atLeast(String flag, T value, T least) {
    if (value.compareTo(least) < 0) {
      throw new IllegalArgumentException("%s: must be >= %s, was %s".formatted(flag, least, value));
    }
  }

  /** Requires {@code value <= most}. */
  static <T extends Comparable<T>> void atMost(String flag, T value, T most) {
    if (value.compareTo(most) > 0) {
      throw new IllegalArgumentException("%s: must be <= %s, was %s".formatted(flag, most, value));
    }
  }
}
