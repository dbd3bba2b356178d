package dev.slipstream.serving.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;

/**
 * Items recommended, the best first.
 *
 * @param version of both towers
 */
record RecommendAnswer(String recommender, long version, List<Recommended> items) {

  /**
   * An item.
   *
   * @param similarity its cosine with the context
   * @param score what it was ranked by: the similarity, and what is learned of repeats
   * @param contentType null if it was deleted meanwhile
   * @param explored whether it is here to be learned about; null where nothing is explored
   * @param why null unless asked for
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Recommended(
      String id, float score, float similarity, String contentType, Boolean explored, Why why) {}

  /**
   * What an item's similarity is the sum of, {@code always}, {@code fields} and {@code recent}, and
   * what else decided its place.
   *
   * @param always what the tower adds in every context
   * @param fields what each field adds
   * @param recent what each recent item adds, the newest first
   * @param repeat what is added to the similarity of an item the user met before; null for others
   * @param likeAbove greatest cosine with an item above it; null for the first
   * @param taken times it was taken, as far as is remembered; null unless that was looked at
   * @param passed times it was seen or refused; likewise
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Why(
      float always,
      Map<String, Float> fields,
      List<Part> recent,
      Float repeat,
      Float likeAbove,
      Double taken,
      Double passed) {}

  /**
   * A recent item.
   *
   * @param adds to the similarity
   * @param similarity its own cosine with the item recommended
   */
  record Part(String item, float adds, float similarity) {}
}
