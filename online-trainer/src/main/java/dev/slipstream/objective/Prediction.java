package dev.slipstream.objective;

import dev.slipstream.loss.NegativeCosineLoss;
import dev.slipstream.loss.TwoViewLoss;
import dev.slipstream.loss.UnitRows;
import dev.slipstream.matrix.Matrix;

/**
 * How well predictions point where their targets do.
 *
 * @param gradient d loss / d predictions before they are scaled, {@code [N, D]}
 * @param outcome of the step
 */
record Prediction(Matrix gradient, Outcome outcome) {

  private static final TwoViewLoss LOSS = new NegativeCosineLoss();

  /**
   * Compares.
   *
   * @param predictions {@code [N, D]}, of any length
   * @param targets {@code [N, D]}, of any length; no gradient goes to them
   */
  static Prediction of(Matrix predictions, Matrix targets, long step) {
    UnitRows predicted = UnitRows.of(predictions);
    TwoViewLoss.Result result = LOSS.evaluate(predicted.rows(), UnitRows.of(targets).rows());
    Outcome.requireFinite(result.value(), step);
    return new Prediction(
        predicted.backward(result.firstGradient()),
        new Outcome(result.value(), 0, -result.value()));
  }
}
