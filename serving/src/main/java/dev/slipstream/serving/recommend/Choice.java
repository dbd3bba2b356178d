package dev.slipstream.serving.recommend;

import dev.slipstream.serving.index.Neighbor;

/**
 * A place of an answer.
 *
 * @param item what it went to
 * @param explored whether it went there to learn about the item, not for its similarity
 */
public record Choice(Neighbor item, boolean explored) {}
