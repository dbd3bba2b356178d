package dev.slipstream.serving.client;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import java.util.Set;

/**
 * Asks for items like an item or a vector. Immutable; parts that are null are left to the server.
 *
 * <pre>{@code
 * SimilarRequest.toItem("film-7").atMost(5).ofModalities(Set.of("text")).without(seen)
 * }</pre>
 *
 * @param item its id, or null where there is a vector
 * @param vector of the encoder's width
 * @param k most answers
 * @param filter {@code modalities} and {@code contentTypes} that may be answered
 * @param exclude ids not to be answered
 * @param diversity how much answers should differ from each other, 0 to 1
 * @param encoder which one
 * @param version only this one may answer
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SimilarRequest(
    String item,
    float[] vector,
    Integer k,
    Map<String, Set<String>> filter,
    Set<String> exclude,
    Double diversity,
    String encoder,
    Long version) {

  /** Items like this one. */
  public static SimilarRequest toItem(String id) {
    return new SimilarRequest(id, null, null, null, null, null, null, null);
  }

  /** Items like a vector of any length but 0, made by the same encoder version. */
  public static SimilarRequest toVector(float[] vector) {
    return new SimilarRequest(null, vector, null, null, null, null, null, null);
  }

  /** At most so many. */
  public SimilarRequest atMost(int count) {
    return new SimilarRequest(item, vector, count, filter, exclude, diversity, encoder, version);
  }

  /** Only items of these: {@code text}, {@code image}, {@code audio}. */
  public SimilarRequest ofModalities(Set<String> modalities) {
    return new SimilarRequest(
        item, vector, k, Map.of("modalities", modalities), exclude, diversity, encoder, version);
  }

  /** None of these ids. */
  public SimilarRequest without(Set<String> ids) {
    return new SimilarRequest(item, vector, k, filter, ids, diversity, encoder, version);
  }

  /** Answers that differ from each other, the more the nearer {@code share} is to 1. */
  public SimilarRequest diverse(double share) {
    return new SimilarRequest(item, vector, k, filter, exclude, share, encoder, version);
  }

  /** By this encoder. */
  public SimilarRequest by(String name) {
    return new SimilarRequest(item, vector, k, filter, exclude, diversity, name, version);
  }

  /** From this version alone, such as that of an answer before. */
  public SimilarRequest from(long number) {
    return new SimilarRequest(item, vector, k, filter, exclude, diversity, encoder, number);
  }
}
