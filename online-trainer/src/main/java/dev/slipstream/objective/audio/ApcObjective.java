package dev.slipstream.objective.audio;

import dev.slipstream.encoder.ProjectionForm;
import dev.slipstream.input.Batch;
import dev.slipstream.loss.RegressionLoss;
import dev.slipstream.loss.RegressionLoss.Kind;
import dev.slipstream.loss.TwoViewLoss;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.objective.Foundation;
import dev.slipstream.objective.Head;
import dev.slipstream.objective.Method;
import dev.slipstream.objective.Outcome;
import dev.slipstream.objective.PositionPass;
import dev.slipstream.objective.View;
import java.util.Set;

/**
 * Autoregressive predictive coding (Chung et al. 2019, arXiv:1904.03240, section 2.2): from a frame
 * and all before it, what the frame is that comes a few frames later. The nearest would be too easy
 * to tell, as it is nearly the same.
 *
 * <p>Differs from the paper in that a frame's bands are brought to mean 0 and variance 1 over the
 * batch and not over their speaker, of whom nothing is known.
 */
public final class ApcObjective extends FrameObjective {

  /** In the list of methods. */
  public static final Method METHOD =
      new Method(
          "apc",
          Set.of("audio"),
          "the frame a few frames later from those before",
          "Chung et al. 2019, arXiv:1904.03240",
          "L1",
          ProjectionForm.CAUSAL,
          Recipes.FRAMES,
          ApcObjective::new);

  /** Frames ahead: n of the paper, which found 3 and 5 to give the best phones. */
  private static final int AHEAD = 3;

  private static final TwoViewLoss LOSS = RegressionLoss.of(Kind.L1);

  private final Head decoder;

  ApcObjective(Foundation foundation) {
    super(foundation);
    decoder = linear(positions().width(), positions().patchSize());
  }

  @Override
  public Outcome step(Batch batch, long step, boolean last) {
    View view = tower().view(batch, step, 0);
    int[] now = Times.until(batch.rows(), positions().count(), AHEAD);
    Matrix targets = targets(view.rows()).gather(Times.later(now, AHEAD));
    PositionPass pass = PositionPass.of(tower(), view, now);
    TwoViewLoss.Result result = LOSS.evaluate(decoder.forward(pass.projections()), targets);
    Outcome.requireFinite(result.value(), step);
    pass.descend(decoder.learn(result.firstGradient()));
    return new Outcome(result.value(), 0, 0);
  }
}
