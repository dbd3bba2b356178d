package dev.slipstream.objective.text;

import dev.slipstream.loss.ContrastiveLoss;
import dev.slipstream.loss.ItemKeys;
import dev.slipstream.loss.TwoViewLoss;
import dev.slipstream.loss.UnitRows;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.objective.MomentumTower;
import dev.slipstream.objective.Outcome;
import dev.slipstream.objective.View;
import java.util.List;

/**
 * Two views of each text pass one encoder as one batch; each must be nearer to the other view of
 * its own text than to those of other texts. Both are learned.
 *
 * @param tower the encoder
 * @param loss compares unit projections of all first with all second views
 */
record Contrast(MomentumTower tower, Comparison loss) {

  /** A loss over two views of each item. */
  interface Comparison {

    /**
     * Value and gradients.
     *
     * @param first {@code [N, D]}
     * @param second {@code [N, D]}; row i is of the same sample as row i of the first
     * @param items of the rows; rows of one item are no negatives of each other
     */
    TwoViewLoss.Result evaluate(Matrix first, Matrix second, long[] items);
  }

  /** The first view among the second views of all texts. */
  static Comparison oneWay(ContrastiveLoss loss) {
    return (first, second, items) -> {
      List<ItemKeys> others = List.of(ItemKeys.ofBatch(second, items).withGradient());
      ContrastiveLoss.Result result = loss.evaluate(first, second, items, others);
      return new TwoViewLoss.Result(
          result.value(),
          result.queryGradient(),
          result.positiveGradient().add(result.negativeGradients().get(0)));
    };
  }

  /**
   * One step.
   *
   * @param first views, {@code [N, columns]}
   * @param second views of the same texts
   * @param items of the texts
   * @param step the learner's count
   */
  Outcome step(View first, View second, long[] items, long step) {
    UnitRows all = UnitRows.of(tower.query(View.both(first, second)));
    Matrix firsts = View.upper(all.rows());
    Matrix seconds = View.lower(all.rows());
    TwoViewLoss.Result result = loss.evaluate(firsts, seconds, items);
    Outcome.requireFinite(result.value(), step);
    tower.descend(all.backward(View.stack(result.firstGradient(), result.secondGradient())));
    double similarity = firsts.multiply(seconds).sum() / items.length;
    return new Outcome(result.value(), items.length - 1, similarity);
  }
}
