package dev.slipstream.objective;

import dev.slipstream.input.Batch;
import dev.slipstream.loss.SymmetricLoss;
import dev.slipstream.loss.TwoViewLoss;
import dev.slipstream.loss.UnitRows;
import dev.slipstream.matrix.Matrix;
import java.util.Map;

/**
 * SimCLR (Chen et al. 2020, arXiv:2002.05709, algorithm 1): the two views of a sample must be
 * nearer to each other than to all views of the other samples of the batch; both are learned. No
 * queue and no momentum encoder. Both views pass the encoder as one batch.
 */
public final class SimClrObjective implements Objective {

  /** In the list of methods. */
  public static final Method METHOD =
      new Method(
          "simclr",
          Method.ANY_MODALITY,
          "the other view among all views of the batch",
          "Chen et al. 2020, arXiv:2002.05709",
          "NT-Xent, batch",
          Map.of(),
          SimClrObjective::new);

  private final MomentumTower tower;
  private final SymmetricLoss loss;

  SimClrObjective(Foundation foundation) {
    tower = foundation.tower();
    loss = new SymmetricLoss(foundation.loss());
  }

  @Override
  public Outcome step(Batch batch, long step, boolean last) {
    UnitRows projections = UnitRows.of(tower.query(tower.bothViews(batch, step)));
    Matrix first = View.upper(projections.rows());
    Matrix second = View.lower(projections.rows());
    TwoViewLoss.Result result = loss.evaluate(first, second, batch.items());
    Outcome.requireFinite(result.value(), step);
    double similarity = first.multiply(second).sum() / batch.rows();
    Matrix gradient = View.stack(result.firstGradient(), result.secondGradient());
    tower.descend(projections.backward(gradient));
    return new Outcome(result.value(), 2 * (batch.rows() - 1), similarity);
  }
}
