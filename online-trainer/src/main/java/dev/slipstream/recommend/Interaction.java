package dev.slipstream.recommend;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Somebody met an item in a context. Immutable.
 *
 * @param id of the event: the same id again is the same event
 * @param user who; empty where nobody says
 * @param item the item's id
 * @param timeMillis event time, Unix milliseconds
 * @param context values by the name of the declared field: one, or several of a multi-valued field;
 *     numbers as they are written
 * @param feedback what came of it
 * @param weight how much it counts, > 0; 1 unless the stream says
 */
public record Interaction(
    String id,
    String user,
    String item,
    long timeMillis,
    Map<String, List<String>> context,
    Feedback feedback,
    float weight) {

  /** What came of it. */
  public enum Feedback {
    /** The item was taken: what is recommended and learned. */
    TAKEN,
    /** It was met and no more: part of the user's history, learned a little, never tested. */
    SEEN,
    /** It was turned down: a negative. */
    REFUSED
  }

  public Interaction {
    if (item.isEmpty()) {
      throw new IllegalArgumentException("item: must be an item's id, was empty");
    }
    if (!(weight > 0 && weight < Float.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("weight: must be finite and > 0, was " + weight);
    }
    context =
        context.entrySet().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    Map.Entry::getKey, field -> List.copyOf(field.getValue())));
  }
}
