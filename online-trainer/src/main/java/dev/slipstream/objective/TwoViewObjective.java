package dev.slipstream.objective;

import dev.slipstream.input.Batch;
import dev.slipstream.loss.TwoViewLoss;
import dev.slipstream.loss.UnitRows;
import dev.slipstream.matrix.Matrix;

/**
 * Methods that are all in their loss: two views of each sample pass one encoder as one batch, and
 * the loss compares their projections with a gradient to both. No head, no memory.
 */
final class TwoViewObjective implements Objective {

  private final MomentumTower tower;
  private final TwoViewLoss loss;

  TwoViewObjective(MomentumTower tower, TwoViewLoss loss) {
    this.tower = tower;
    this.loss = loss;
  }

  @Override
  public Outcome step(Batch batch, long step, boolean last) {
    Matrix projections = tower.query(tower.bothViews(batch, step));
    Matrix first = View.upper(projections);
    Matrix second = View.lower(projections);
    TwoViewLoss.Result result = loss.evaluate(first, second);
    Outcome.requireFinite(result.value(), step);
    double similarity =
        UnitRows.of(first).rows().multiply(UnitRows.of(second).rows()).sum() / batch.rows();
    tower.descend(View.stack(result.firstGradient(), result.secondGradient()));
    return new Outcome(result.value(), 0, similarity);
  }
}
