package dev.slipstream.objective;

import dev.slipstream.loss.DivergedException;
import dev.slipstream.matrix.Matrix;
import java.util.Optional;

/**
 * What a step found.
 *
 * @param loss nats, mean over N; 0 without negatives
 * @param negatives K
 * @param positiveSimilarity mean cosine of queries and their keys, or the share of labels that are
 *     told right; 0 without negatives
 * @param keys what the key encoder made of each row of the batch, {@code [N, D]}, if it was asked;
 *     of the step's scope
 */
public record Outcome(
    double loss, int negatives, double positiveSimilarity, Optional<Matrix> keys) {

  /** Of a method that made no keys. */
  public Outcome(double loss, int negatives, double positiveSimilarity) {
    this(loss, negatives, positiveSimilarity, Optional.empty());
  }

  /** With the keys of the batch, {@code [N, D]}. */
  public Outcome withKeys(Matrix keys) {
    return new Outcome(loss, negatives, positiveSimilarity, Optional.of(keys));
  }

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
