package dev.slipstream.recommend.prequential;

/**
 * Where an item stands among others by score. Items of the same score share the mean of their
 * places, so that a ranker gains nothing by giving many the same, and the order of the candidates
 * does not matter.
 */
public final class MeanRank {

  private MeanRank() {}

  /**
   * The place of one item among all.
   *
   * @param scores of the candidates, greater is better
   * @param taken position of the item in {@code scores}
   * @return from 1 (alone at the top) to {@code scores.length}
   * @throws IllegalArgumentException if a score is not finite
   */
  public static double of(float[] scores, int taken) {
    return of(scores, taken, new int[0]);
  }

  /**
   * The place of one item among those that are not left out.
   *
   * @param leftOut positions in {@code scores}, each once and none of them {@code taken}
   * @return from 1 (alone at the top) to {@code scores.length - leftOut.length}
   * @throws IllegalArgumentException if a score is not finite
   */
  public static double of(float[] scores, int taken, int[] leftOut) {
    float score = scores[taken];
    int better = 0;
    int same = -1; // the item itself
    for (float other : scores) {
      if (!Float.isFinite(other)) {
        throw new IllegalArgumentException("scores: must be finite, was " + other);
      }
      better += other > score ? 1 : 0;
      same += other == score ? 1 : 0;
    }
    for (int position : leftOut) {
      better -= scores[position] > score ? 1 : 0;
      same -= scores[position] == score ? 1 : 0;
    }
    return 1 + better + same / 2.0;
  }
}
