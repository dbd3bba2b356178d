package dev.slipstream.serving.client;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Asks for items for a moment. Immutable; what is not said is left to the server.
 *
 * <pre>{@code
 * RecommendRequest.forUser("u1").in(Map.of("device", List.of("phone"))).atMost(5).explained()
 * }</pre>
 */
public final class RecommendRequest {

  private final Map<String, Object> body;

  private RecommendRequest(Map<String, Object> body) {
    this.body = body;
  }

  /** For a user, now. */
  public static RecommendRequest forUser(String user) {
    return forAnybody().with("user", user);
  }

  /** For nobody in particular, now. */
  public static RecommendRequest forAnybody() {
    return new RecommendRequest(Map.of());
  }

  /** In a context: fields, each with its values. */
  public RecommendRequest in(Map<String, List<String>> context) {
    return with("context", context);
  }

  /** At another time, RFC 3339. */
  public RecommendRequest at(String time) {
    return with("time", time);
  }

  /** As if the user had met these, the newest first. */
  public RecommendRequest after(List<String> items) {
    return with("recent", items);
  }

  /** At most so many. */
  public RecommendRequest atMost(int count) {
    return with("k", count);
  }

  /** Only items of these: {@code text}, {@code image}, {@code audio}. */
  public RecommendRequest ofModalities(Set<String> modalities) {
    return filtered("modalities", modalities);
  }

  /** Only items that have one of these tags. */
  public RecommendRequest tagged(Set<String> tags) {
    return filtered("tags", tags);
  }

  /** No items that have one of these tags. */
  public RecommendRequest notTagged(Set<String> tags) {
    return filtered("withoutTags", tags);
  }

  /** None of these ids. */
  public RecommendRequest without(Set<String> ids) {
    return with("exclude", ids);
  }

  /** Items the user met before too, ranked with what is learned of repeats. */
  public RecommendRequest withSeen() {
    return with("seen", "keep");
  }

  /** Answers that differ from each other, the more the nearer {@code share} is to 1. */
  public RecommendRequest diverse(double share) {
    return with("diversity", share);
  }

  /** Each place goes to any of the candidates with this chance. */
  public RecommendRequest exploring(double epsilon, long seed) {
    return with("exploration", Map.of("epsilon", epsilon, "seed", seed));
  }

  /** Ranks by Thompson sampling, the similarity being worth so many showings. */
  public RecommendRequest sampling(double showings, long seed) {
    return with("exploration", Map.of("thompson", showings, "seed", seed));
  }

  /** By this recommender. */
  public RecommendRequest by(String name) {
    return with("recommender", name);
  }

  /** From this version alone, such as that of an answer before. */
  public RecommendRequest from(long version) {
    return with("version", version);
  }

  /** With reasons. */
  public RecommendRequest explained() {
    return with("explain", true);
  }

  @JsonValue
  Map<String, Object> body() {
    return body;
  }

  private RecommendRequest filtered(String part, Set<String> values) {
    Map<String, Object> filter = new LinkedHashMap<>();
    if (body.get("filter") instanceof Map<?, ?> before) {
      before.forEach((name, value) -> filter.put((String) name, value));
    }
    filter.put(part, values);
    return with("filter", filter);
  }

  private RecommendRequest with(String part, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(body);
    more.put(part, value);
    return new RecommendRequest(more);
  }
}
