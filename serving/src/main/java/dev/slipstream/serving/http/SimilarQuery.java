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
 * @param diversity how much answers should differ from each other, 0 to 1; null for 0
 * @param encoder null for the preferred one
 * @param version null for the one served
 */
record SimilarQuery(
    @JsonProperty("item") String item,
    @JsonProperty("vector") float[] vector,
    @JsonProperty("k") Integer k,
    @JsonProperty("filter") ItemFilter filter,
    @JsonProperty("exclude") Set<String> exclude,
    @JsonProperty("diversity") Double diversity,
    @JsonProperty("encoder") String encoder,
    @JsonProperty("version") Long version) {

  SimilarQuery {
    if ((item == null) == (vector == null)) {
      throw new IllegalArgumentException(
          "body: must have either item or vector, had " + (item == null ? "neither" : "both"));
    }
    diversity = diversity == null ? 0 : diversity;
    if (!(diversity >= 0 && diversity <= 1)) {
      throw new IllegalArgumentException(
          "diversity: must be a number from 0 to 1, was " + diversity);
    }
    filter = filter == null ? ItemFilter.ALL : filter;
    exclude = exclude == null ? Set.of() : Set.copyOf(exclude);
  }
}
