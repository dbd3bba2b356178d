package dev.slipstream.serving.client;

import java.util.List;

/**
 * Items found, the best first.
 *
 * @param version of the encoder that made every vector compared
 */
public record SimilarAnswer(String encoder, long version, List<Similar> items) {

  /**
   * An item.
   *
   * @param similarity cosine, in [-1, 1]
   * @param contentType null if it was deleted meanwhile
   */
  public record Similar(String id, float similarity, String contentType) {}
}
