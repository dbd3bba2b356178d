package dev.slipstream.serving.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Set;

/**
 * A body of {@code POST /v1/similar}: either an item or a vector.
 *
 * @param item its id; it is not among its own answers
 * @param vector made by the same encoder version, of any length but 0
 * @param k most answers; null for ten
 * @param filter which items may be answered; null for all
 * @param exclude ids not to be answered
 * @param encoder null for the preferred one
 * @param version null for the one served
 */
record SimilarQuery(
    @JsonProperty("item") String item,
    @JsonProperty("vector") float[] vector,
    @JsonProperty("k") Integer k,
    @JsonProperty("filter") ItemFilter filter,
    @JsonProperty("exclude") Set<String> exclude,
    @JsonProperty("encoder") String encoder,
    @JsonProperty("version") Long version) {

  SimilarQuery {
    if ((item == null) == (vector == null)) {
      throw new IllegalArgumentException(
          "body: must have either item or vector, had " + (item == null ? "neither" : "both"));
    }
    filter = filter == null ? ItemFilter.ALL : filter;
    exclude = exclude == null ? Set.of() : Set.copyOf(exclude);
  }
}
