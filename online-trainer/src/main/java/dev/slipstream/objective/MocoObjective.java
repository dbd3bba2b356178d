package dev.slipstream.objective;

import dev.slipstream.input.Batch;
import dev.slipstream.loss.ContrastiveLoss;
import dev.slipstream.loss.InfoNceLoss;
import dev.slipstream.loss.UnitRows;
import dev.slipstream.matrix.Matrix;

/**
 * Momentum contrast (MoCo v2: Chen et al. 2020, arXiv:2003.04297; algorithm 1 of He et al. 2019,
 * arXiv:1911.05722): a query must be nearer to the key of another view of its sample than to the
 * keys of earlier samples. Holds what one step works on and no state of its own.
 *
 * @param tower what is learned, with its queue of negatives
 * @param loss compares queries and keys
 */
public record MocoObjective(MomentumTower tower, InfoNceLoss loss) {

  /**
   * One step. While the queue is empty there is nothing to contrast: the keys are queued and no
   * parameter moves.
   *
   * @param step the learner's count before this step
   * @param queued whether the keys are queued: after a batch's last step alone, as otherwise the
   *     next step on the same samples would meet their own keys as negatives
   * @throws IllegalStateException if the loss is not finite; parameters and queue are then as
   *     before
   */
  public Outcome step(Batch batch, long step, boolean queued) {
    Matrix keys = tower.keys(batch, step);
    Outcome outcome =
        tower.queue().filled() == 0
            ? new Outcome(0, 0, 0)
            : contrast(tower.queries(batch, step), keys, step);
    if (queued) {
      tower.enqueue(keys, batch, step); // last, so that no key is its own negative
    }
    return outcome;
  }

  private Outcome contrast(UnitRows queries, Matrix keys, long step) {
    Matrix negatives = tower.queue().keys();
    ContrastiveLoss.Result result = loss.evaluate(queries.rows(), keys, negatives);
    Outcome.requireFinite(result.value(), step);
    tower.descend(queries, result.queryGradient());
    return new Outcome(result.value(), negatives.rows(), result.positiveSimilarity());
  }
}
