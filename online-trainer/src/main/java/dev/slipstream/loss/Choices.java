package dev.slipstream.loss;

import dev.slipstream.matrix.Matrix;
import java.util.Arrays;

/**
 * What a batch of N contexts chose from, for a {@link RankingLoss}.
 *
 * @param candidates {@code [K, D]}: the items of the batch, of the queue and whatever else is to
 *     tell them from
 * @param offsets of each candidate's logit, K values: the logarithm of how often it is among them,
 *     less the logarithm of how often it is drawn where popularity is corrected for (logQ)
 * @param positives for each context the candidates that are right, its own first, at least one
 * @param neutrals for each context the candidates that are neither right nor wrong: what else it
 *     took
 * @param repeats for each context the candidates that its user met before
 * @param repeatOffset of the logits of repeats
 * @param refused for each context the candidates that its user turned down lately, none of them
 *     right
 * @param refusedOffset of the logits of refused candidates: the logarithm of how many others each
 *     counts as
 * @param weights of the contexts, N values
 */
public record Choices(
    Matrix candidates,
    float[] offsets,
    int[][] positives,
    int[][] neutrals,
    int[][] repeats,
    float repeatOffset,
    int[][] refused,
    float refusedOffset,
    float[] weights) {

  public Choices {
    requireOneEach("offsets", offsets.length, candidates.rows(), "candidate");
    requireOneEach("neutrals", neutrals.length, positives.length, "context");
    requireOneEach("repeats", repeats.length, positives.length, "context");
    requireOneEach("refused", refused.length, positives.length, "context");
    requireOneEach("weights", weights.length, positives.length, "context");
    for (int[] own : positives) {
      if (own.length == 0) {
        throw new IllegalArgumentException("positives: must be 1 or more of a context, was none");
      }
    }
  }

  /** Choices without offsets, repeats and refusals, of equal weight. */
  public static Choices of(Matrix candidates, int[][] positives) {
    float[] weights = new float[positives.length];
    Arrays.fill(weights, 1);
    return new Choices(
        candidates,
        new float[candidates.rows()],
        positives,
        new int[positives.length][0],
        new int[positives.length][0],
        0,
        new int[positives.length][0],
        0,
        weights);
  }

  private static void requireOneEach(String name, int found, int expected, String of) {
    if (found != expected) {
      throw new IllegalArgumentException(
          "%s: must be %d, one for each %s, was %d".formatted(name, expected, of, found));
    }
  }
}
