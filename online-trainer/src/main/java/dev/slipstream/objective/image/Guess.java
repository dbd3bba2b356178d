package dev.slipstream.objective.image;

import dev.slipstream.loss.CrossEntropyLoss;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.objective.Head;
import dev.slipstream.objective.Outcome;

/**
 * One step of a head that tells which of some answers is right.
 *
 * @param gradient d loss / d input of the head, of its shape
 * @param outcome of the step
 */
record Guess(Matrix gradient, Outcome outcome) {

  /**
   * Learns.
   *
   * @param input of the head, {@code [N, columns]}
   * @param answers one for each row
   * @throws IllegalStateException if the loss is not finite; the head is then as before
   */
  static Guess learn(Head head, Matrix input, int[] answers, long step) {
    Matrix logits = head.forward(input);
    CrossEntropyLoss.Result result = CrossEntropyLoss.evaluate(logits, answers);
    Outcome.requireFinite(result.value(), step);
    return new Guess(
        head.learn(result.gradient()),
        new Outcome(result.value(), logits.cols() - 1, result.accuracy()));
  }
}
