package dev.slipstream.objective.audio;

import dev.slipstream.encoder.ProjectionForm;
import dev.slipstream.input.Batch;
import dev.slipstream.loss.RegressionLoss;
import dev.slipstream.loss.RegressionLoss.Kind;
import dev.slipstream.loss.TwoViewLoss;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.objective.Foundation;
import dev.slipstream.objective.Head;
import dev.slipstream.objective.HiddenSpans;
import dev.slipstream.objective.Method;
import dev.slipstream.objective.Outcome;
import dev.slipstream.objective.PositionPass;
import java.util.Set;

/**
 * Masked predictive coding (Jiang et al. 2019, arXiv:1910.09932, section 3): frames are hidden, and
 * what they were is told from the others. Hidden are spans, as frame beside frame is nearly the
 * same; a hidden frame is all zeros.
 *
 * <p>Differs from the paper in that a frame's bands are told as {@link #targets} says.
 */
public final class MpcObjective extends FrameObjective {

  /** In the list of methods. */
  public static final Method METHOD =
      new Method(
          "mpc",
          Set.of("audio"),
          "hidden frames from those around them",
          "Jiang et al. 2019, arXiv:1910.09932",
          "L1",
          ProjectionForm.POSITIONS,
          Recipes.FRAMES,
          MpcObjective::new);

  private static final TwoViewLoss LOSS = RegressionLoss.of(Kind.L1);

  private final Head decoder;

  MpcObjective(Foundation foundation) {
    super(foundation);
    decoder = linear(positions().width(), positions().patchSize());
  }

  @Override
  public Outcome step(Batch batch, long step, boolean last) {
    HiddenSpans sounds = hidden(batch, step);
    PositionPass pass = sounds.pass(tower());
    Matrix targets = targets(sounds.whole().rows()).gather(sounds.places());
    Matrix told = decoder.forward(pass.projections());
    TwoViewLoss.Result result = LOSS.evaluate(told, targets);
    Outcome.requireFinite(result.value(), step);
    pass.descend(decoder.learn(result.firstGradient()));
    return new Outcome(result.value(), 0, 0);
  }
}
