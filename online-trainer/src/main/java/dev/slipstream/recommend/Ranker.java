package dev.slipstream.recommend;

import java.util.List;

/**
 * Ranks items for a context and learns from what was taken: the recommender, and each baseline it
 * is measured against. Interactions come in the order of the stream; what an answer rests on came
 * before it. Not thread-safe.
 */
public interface Ranker {

  /**
   * How well each item suits an interaction's user, time and context; what came of the interaction
   * and its item are not looked at.
   *
   * @param items ids, known or not
   * @return a score for each of {@code items}, greater is better; finite
   */
  float[] scores(Interaction context, List<String> items);

  /** Takes in an interaction, whatever came of it. */
  void learn(Interaction interaction);
}
