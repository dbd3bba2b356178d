package dev.slipstream.objective;

import static java.util.Map.entry;

import dev.slipstream.encoder.Heads;
import dev.slipstream.encoder.ProjectionForm;
import dev.slipstream.input.AudioInput;
import dev.slipstream.input.Batch;
import dev.slipstream.input.SampleInput;
import dev.slipstream.loss.RegressionLoss;
import dev.slipstream.loss.StandardColumns;
import dev.slipstream.loss.TwoViewLoss;
import dev.slipstream.matrix.Matrix;
import java.util.List;
import java.util.Map;

/**
 * data2vec (Baevski et al. 2022, arXiv:2202.03555, section 3): the query encoder sees a sample of
 * which positions are hidden, and a predictor on top of it says what the momentum encoder, which
 * sees all of it, makes of these positions. Targets are standardised, each column of each position
 * over the samples: so no encoder that says the same everywhere would do, nor one that says no more
 * than which position it is.
 *
 * <p>Differs from the paper in what is predicted from: not what the encoder says at each hidden
 * position but the mean of what it says at all of them, of which the predictor makes the whole
 * sample. So it is the representation, which is a mean too, that has to tell what was shown (as in
 * {@link dev.slipstream.objective.image.MaskedAutoencoderObjective}); of a sound, each of four
 * stretches of time is told from its own mean. It differs also in what the targets are: the
 * momentum encoder's projections of the last layer, not a mean over the top layers, and
 * standardised over samples, not over time or for themselves.
 */
public final class Data2VecObjective implements Objective {

  /** In the list of methods. */
  public static final Method METHOD =
      new Method(
          "data2vec",
          Method.ANY_MODALITY,
          "the momentum encoder's projections at hidden positions, from the others",
          "Baevski et al. 2022, arXiv:2202.03555",
          "smooth L1",
          ProjectionForm.POSITIONS,
          Map.ofEntries(
              entry("encoder.architecture", "transformer"),
              entry("audio/encoder.architecture", "audio-transformer"),
              entry("encoder.projection", "64"),
              entry("image/learner.batch-size", "64"),
              entry("image/learner.optimizer", "adam"),
              entry("image/learner.learning-rate", "0.002"),
              entry("image/learner.key-momentum", "0.999"),
              entry("audio/learner.steps-per-batch", "6"),
              entry("audio/learner.key-momentum", "0.999"),
              entry("audio/embedding.size", "32"),
              entry("text/embedding.size", "64"),
              entry("view.brightness", "0"),
              entry("view.contrast", "0"),
              entry("audio-view.time-mask", "0"),
              entry("audio-view.band-mask", "0")),
          Data2VecObjective::new);

  /** Of the smooth L1, in deviations of a target. */
  private static final double BETA = 1;

  private static final double SHARE = 0.6;
  private static final int SPAN = 4;

  /** Between a mean and what is told from it. */
  private static final int HIDDEN = 256;

  /** Each told from its own mean, as the order of sounds makes a word. */
  private static final int STRETCHES_OF_SOUND = 4;

  private static final TwoViewLoss LOSS = RegressionLoss.smooth(BETA);

  private final MomentumTower tower;
  private final InputPositions positions;
  private final int stretches;
  private final Head predictor;
  private final long stream;

  Data2VecObjective(Foundation foundation) {
    tower = foundation.tower();
    positions = new InputPositions(tower.queryEncoder().spec());
    stretches = stretches(foundation.input(), positions.count());
    int columns = foundation.width() / stretches;
    predictor = foundation.head(Heads.mlp(positions.width(), HIDDEN, columns, foundation.seed()));
    stream = foundation.stream();
  }

  private static int stretches(SampleInput input, int positions) {
    boolean divisible = positions % STRETCHES_OF_SOUND == 0;
    return input instanceof AudioInput && divisible ? STRETCHES_OF_SOUND : 1;
  }

  @Override
  public Outcome step(Batch batch, long step, boolean last) {
    HiddenSpans hidden = HiddenSpans.of(tower, batch, step, stream, SHARE, SPAN);
    StretchMeans means =
        StretchMeans.of(tower.device(), hidden.lengths(), positions.count(), stretches);
    Matrix targets = positions.each(StandardColumns.of(tower.key(hidden.whole())).columns());

    Matrix told = predictor.forward(means.of(tower.query(hidden.left())));
    Matrix everywhere = told.reshape(targets.rows(), targets.cols());
    int[] places = hidden.places();
    TwoViewLoss.Result result = LOSS.evaluate(everywhere.gather(places), targets.gather(places));
    Outcome.requireFinite(result.value(), step);

    Matrix gradient = result.firstGradient().scatter(places, targets.rows());
    Matrix ofMeans = predictor.learn(gradient.reshape(told.rows(), told.cols()));
    tower.descend(means.backward(ofMeans));
    return new Outcome(result.value(), 0, 0);
  }

  @Override
  public List<Head> memory() {
    return List.of(predictor);
  }
}
