package dev.slipstream.serving.index;

/**
 * One answer of a search.
 *
 * @param id the item
 * @param similarity cosine to the query, in [-1, 1]
 */
public record Neighbor(String id, float similarity) {}
