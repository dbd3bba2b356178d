package dev.slipstream.serving.client;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;

/**
 * What came of an item. Parts that are null are left to the server.
 *
 * @param id of the event: sent again, it counts once
 * @param item its id
 * @param user who
 * @param time RFC 3339; null for now
 * @param context the moment's fields, each with its values
 * @param feedback {@code taken}, {@code seen} or {@code refused}
 * @param weight finite, > 0
 * @param dwellMillis how long it was looked at
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record InteractionRequest(
    String id,
    String item,
    String user,
    String time,
    Map<String, List<String>> context,
    String feedback,
    Float weight,
    @JsonProperty("dwell_millis") Long dwellMillis) {

  /** A user took an item, now. */
  public static InteractionRequest taken(
      String user, String item, Map<String, List<String>> context) {
    return new InteractionRequest(null, item, user, null, context, "taken", null, null);
  }
}
