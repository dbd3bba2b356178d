package dev.slipstream.objective.audio;

import dev.slipstream.encoder.ProjectionForm;
import dev.slipstream.input.Batch;
import dev.slipstream.loss.CrossEntropyLoss;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.objective.Foundation;
import dev.slipstream.objective.Head;
import dev.slipstream.objective.Method;
import dev.slipstream.objective.Outcome;
import dev.slipstream.objective.PositionPass;
import dev.slipstream.objective.View;
import dev.slipstream.view.ViewRandom;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Contrastive predictive coding (van den Oord et al. 2018, arXiv:1807.03748, section 2.2): what the
 * encoder makes of a sound so far, mapped linearly for each distance ahead, must be nearer to the
 * frame that comes than to all other frames of the batch, of its own sound and of others. Frames
 * are compared by what a small network makes of each alone, which is learned too; the score is the
 * paper's log-bilinear one (eq. 3).
 *
 * <p>Differs from the paper in that the context is not made of those outputs but of the frames
 * themselves, by an encoder that knows no later ones; and in that predictions are made at a few
 * times of each sound, drawn for each step.
 */
public final class CpcObjective extends FrameObjective {

  /** In the list of methods. */
  public static final Method METHOD =
      new Method(
          "cpc",
          Set.of("audio"),
          "later frames among all of the batch, from those before",
          "van den Oord et al. 2018, arXiv:1807.03748",
          "InfoNCE, bilinear for each distance",
          ProjectionForm.CAUSAL,
          Recipes.FRAMES,
          CpcObjective::new);

  /** Distances: 1 to so many frames ahead. */
  private static final int DISTANCES = 4;

  /** Times of each sound at which is predicted. */
  private static final int TIMES = 6;

  private static final int HIDDEN = 128;

  /** Instead of a view's number. */
  private static final int DRAW = -3;

  private final Head latents;
  private final Head predictor;
  private final int width;

  CpcObjective(Foundation foundation) {
    super(foundation);
    width = positions().width();
    latents = mlp(positions().patchSize(), HIDDEN, width);
    predictor = linear(width, DISTANCES * width);
  }

  @Override
  public Outcome step(Batch batch, long step, boolean last) {
    View view = tower().view(batch, step, 0);
    int[] now = drawn(batch.rows(), step);
    int[] later =
        Arrays.stream(now)
            .flatMap(place -> IntStream.rangeClosed(place + 1, place + DISTANCES))
            .toArray();
    PositionPass pass = PositionPass.of(tower(), view, now);
    Matrix keys = latents.forward(frames(view.rows()));
    Matrix queries = predictor.forward(pass.projections()).reshape(later.length, width);
    CrossEntropyLoss.Result result =
        CrossEntropyLoss.evaluate(queries.matmulTransposed(keys), later);
    Outcome.requireFinite(result.value(), step);
    latents.learn(result.gradient().transposedMatmul(queries));
    Matrix gradient = result.gradient().matmul(keys);
    pass.descend(predictor.learn(gradient.reshape(now.length, DISTANCES * width)));
    return new Outcome(result.value(), keys.rows() - 1, result.accuracy());
  }

  /** Some times of each sound, each with all distances behind it. */
  private int[] drawn(int sounds, long step) {
    int times = positions().count();
    return IntStream.range(0, sounds)
        .flatMap(
            sound ->
                Arrays.stream(
                        ViewRandom.at(stream(), step, DRAW, sound).shuffled(times - DISTANCES))
                    .limit(TIMES)
                    .map(time -> sound * times + time)
                    .sorted())
        .toArray();
  }
}
