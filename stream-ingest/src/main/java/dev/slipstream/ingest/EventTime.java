package dev.slipstream.ingest;

import dev.slipstream.wire.DeadLetter.Reason;
import dev.slipstream.wire.RefusedException;
import java.time.Duration;
import java.time.Instant;

/** Which times an event may have. */
public final class EventTime {

  /** Seconds that are taken for milliseconds, and clocks that were never set, give 1970. */
  private static final Instant FIRST = Instant.parse("1971-01-01T00:00:00Z");

  /** How far a producer's clock may be ahead. */
  private static final Duration MAX_AHEAD = Duration.ofDays(1);

  private EventTime() {}

  /**
   * Requires a time that can be right.
   *
   * @param millis Unix time, milliseconds
   * @param nowMillis likewise
   * @param what said the time, for people
   * @return {@code millis}
   * @throws RefusedException if it is in 1970 or before, or more than a day ahead
   */
  public static long require(long millis, long nowMillis, String what) throws RefusedException {
    if (millis < FIRST.toEpochMilli() || millis > nowMillis + MAX_AHEAD.toMillis()) {
      throw new RefusedException(
          Reason.BAD_EVENT_TIME,
          "The " + what + " must be after 1970 and not a day ahead, was " + shown(millis) + ".");
    }
    return millis;
  }

  private static String shown(long millis) {
    return millis <= 0 ? millis + " ms" : Instant.ofEpochMilli(millis).toString();
  }
}
