package dev.slipstream.objective;

import dev.slipstream.loss.DivergedException;

/**
 * What a step found.
 *
 * @param loss nats, mean over N; 0 without negatives
 * @param negatives K
 * @param positiveSimilarity mean cosine of queries and their keys; 0 without negatives
 */
public record Outcome(double loss, int negatives, double positiveSimilarity) {

  /**
   * Checks a loss before a parameter moves by it.
   *
   * @throws DivergedException if it is not finite, saying what to change
   */
  public static void requireFinite(double loss, long step) {
    if (!Double.isFinite(loss)) {
      throw new DivergedException(
          "loss: must be finite, was "
              + loss
              + " in step "
              + step
              + ": learning diverged; lower learner.learning-rate or raise loss.temperature, and"
              + " start again from an earlier state");
    }
  }
}
