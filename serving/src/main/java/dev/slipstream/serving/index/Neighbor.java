package dev.slipstream.serving.index;

import java.util.Comparator;

/**
 * One answer of a search.
 *
 * @param id the item
 * @param similarity cosine to the query, in [-1, 1]
 */
public record Neighbor(String id, float similarity) {

  /** The order of answers: best first, ties by id. */
  public static final Comparator<Neighbor> BEST_FIRST =
      Comparator.comparingDouble(Neighbor::similarity).reversed().thenComparing(Neighbor::id);
}
