package dev.slipstream.serving.feedback;

import java.util.Comparator;

/**
 * An item a user met.
 *
 * @param item its id
 * @param timeMillis event time, Unix milliseconds
 * @param event the event's hash
 * @param taken whether it was taken, not only seen or refused
 */
public record Met(String item, long timeMillis, long event, boolean taken) {

  /** Of one moment by the event: whoever reads the same events has the same order. */
  static final Comparator<Met> NEWEST_FIRST =
      Comparator.comparingLong(Met::timeMillis).thenComparingLong(Met::event).reversed();
}
