package dev.slipstream.infra.cli;

/** Rules of command-line flags. */
final class Checks {

  private Checks() {}

  /** Requires {@code value >= least}. */
  static void atLeast(String flag, double value, double least) {
    if (!(value >= least)) {
      throw new IllegalArgumentException(
          "%s: must be >= %s, was %s".formatted(flag, plain(least), plain(value)));
    }
  }

  private static String plain(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }
}
