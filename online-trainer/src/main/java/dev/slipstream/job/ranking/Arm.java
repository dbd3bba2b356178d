package dev.slipstream.job.ranking;

import java.util.Locale;

/** Who ranks in the same tests. */
enum Arm {
  /** The learner as it is. */
  LEARNER,
  /** The version published last. */
  PUBLISHED,
  /** The version published before that. */
  PREVIOUS,
  /** A learner with other settings, on the same stream. */
  CHALLENGER;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
