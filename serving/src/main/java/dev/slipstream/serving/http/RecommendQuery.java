package dev.slipstream.serving.http;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;

/**
 * A body of {@code POST /v1/recommend}. Parts that are null are left out.
 *
 * @param context the moment's fields, as an interaction says them
 * @param user whose recent items are part of the context, as an interaction says it
 * @param time of the moment, as an interaction says it; null for now
 * @param recent the user's items, the newest first, instead of those that are remembered
 * @param k most answers; null for ten
 * @param filter which items may be answered; null for all
 * @param exclude ids not to be answered
 * @param seen what becomes of items the user met before; null for {@code drop}
 * @param diversity how much answers should differ from each other, 0 to 1; null for 0
 * @param exploration how items get a chance of which little is known; null for not at all
 * @param recommender null for the preferred one
 * @param version null for the one served
 * @param explain whether to say why
 */
record RecommendQuery(
    @JsonProperty("context") JsonNode context,
    @JsonProperty("user") JsonNode user,
    @JsonProperty("time") JsonNode time,
    @JsonProperty("recent") List<RecentItem> recent,
    @JsonProperty("k") Integer k,
    @JsonProperty("filter") ItemFilter filter,
    @JsonProperty("exclude") Set<String> exclude,
    @JsonProperty("seen") String seen,
    @JsonProperty("diversity") Double diversity,
    @JsonProperty("exploration") Exploration exploration,
    @JsonProperty("recommender") String recommender,
    @JsonProperty("version") Long version,
    @JsonProperty("explain") boolean explain) {

  /** Most items of {@code recent}. */
  static final int MAX_RECENT = 1000;

  private static final List<String> SEEN = List.of("drop", "keep");

  RecommendQuery {
    if (recent != null && recent.size() > MAX_RECENT) {
      throw new IllegalArgumentException(
          "recent: must be at most " + MAX_RECENT + " items, was " + recent.size());
    }
    seen = seen == null ? "drop" : seen;
    if (!SEEN.contains(seen)) {
      throw new IllegalArgumentException("seen: must be one of " + SEEN + ", was " + seen);
    }
    diversity = diversity == null ? 0 : diversity;
    if (!(diversity >= 0 && diversity <= 1)) {
      throw new IllegalArgumentException(
          "diversity: must be a number from 0 to 1, was " + diversity);
    }
    if (diversity > 0 && exploration != null) {
      throw new IllegalArgumentException("exploration: must be without diversity, was with both");
    }
    filter = filter == null ? ItemFilter.ALL : filter;
    exclude = exclude == null ? Set.of() : Set.copyOf(exclude);
  }

  /** The moment as an interaction, which needs an item. */
  ObjectNode moment() {
    ObjectNode moment = JsonNodeFactory.instance.objectNode().put("item", "?");
    moment.set("context", context);
    moment.set("user", user);
    moment.set("time", time);
    return moment;
  }

  /** Whether items the user met before may be answered. */
  boolean keepsSeen() {
    return seen.equals("keep");
  }

  /**
   * An item the user met.
   *
   * @param feedback {@code taken}, {@code seen} or {@code refused}; null for taken
   */
  record RecentItem(String item, String feedback) {

    private static final List<String> FEEDBACK = List.of("taken", "seen", "refused");

    @JsonCreator(mode = JsonCreator.Mode.PROPERTIES)
    RecentItem(@JsonProperty("item") String item, @JsonProperty("feedback") String feedback) {
      this.item = item;
      this.feedback = feedback == null ? FEEDBACK.get(0) : feedback;
      if (item == null) {
        throw new IllegalArgumentException("recent: must name an item, did not");
      }
      if (!FEEDBACK.contains(this.feedback)) {
        throw new IllegalArgumentException(
            "recent.feedback: must be one of " + FEEDBACK + ", was " + feedback);
      }
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    RecentItem(String item) {
      this(item, null);
    }

    boolean taken() {
      return feedback.equals("taken");
    }
  }

  /**
   * Either of two ways.
   *
   * @param epsilon the chance of a place to go to any of the candidates
   * @param thompson how many showings the similarity is worth, beside what is known of each item
   * @param seed of the chance; null for one made of user, moment and version
   */
  record Exploration(
      @JsonProperty("epsilon") Double epsilon,
      @JsonProperty("thompson") Double thompson,
      @JsonProperty("seed") Long seed) {

    Exploration {
      if ((epsilon == null) == (thompson == null)) {
        throw new IllegalArgumentException(
            "exploration: must have either epsilon or thompson, had "
                + (epsilon == null ? "neither" : "both"));
      }
      if (epsilon != null && !(epsilon >= 0 && epsilon <= 1)) {
        throw new IllegalArgumentException(
            "exploration.epsilon: must be a number from 0 to 1, was " + epsilon);
      }
      if (thompson != null && !(thompson > 0 && Double.isFinite(thompson))) {
        throw new IllegalArgumentException(
            "exploration.thompson: must be finite and > 0, was " + thompson);
      }
    }
  }
}
