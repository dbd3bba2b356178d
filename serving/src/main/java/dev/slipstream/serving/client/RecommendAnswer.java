package dev.slipstream.serving.client;

import java.util.List;
import java.util.Map;

/**
 * Items recommended, the best first.
 *
 * @param version of both towers
 */
public record RecommendAnswer(String recommender, long version, List<Recommended> items) {

  /**
   * An item.
   *
   * @param score what it was ranked by
   * @param similarity cosine with the context
   * @param contentType null if it was deleted meanwhile
   * @param explored whether it is here to be learned about; null where nothing is explored
   * @param why null unless asked for
   */
  public record Recommended(
      String id, float score, float similarity, String contentType, Boolean explored, Why why) {}

  /**
   * The similarity is the sum of {@code always}, {@code fields} and what {@code recent} items add.
   *
   * @param always added in every context
   * @param fields what each field adds
   * @param recent the newest first
   * @param repeat added to the similarity as the user met the item before; null for others
   * @param likeAbove greatest cosine with an item above it; null for the first
   * @param taken times it was taken; null unless Thompson sampling looked at it
   * @param passed times it was seen or refused; likewise
   */
  public record Why(
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
  public record Part(String item, float adds, float similarity) {}
}
