package dev.slipstream.objective.audio;

import dev.slipstream.encoder.ProjectionForm;
import dev.slipstream.input.Batch;
import dev.slipstream.loss.ContrastiveLoss;
import dev.slipstream.loss.InfoNceLoss;
import dev.slipstream.loss.UnitRows;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.objective.Foundation;
import dev.slipstream.objective.Head;
import dev.slipstream.objective.HiddenSpans;
import dev.slipstream.objective.Method;
import dev.slipstream.objective.Outcome;
import dev.slipstream.objective.PositionPass;
import java.util.Set;

/**
 * Contrast of quantised frames (wav2vec 2.0: Baevski et al. 2020, arXiv:2006.11477, section 3.2):
 * frames are hidden, and each of them, quantised, must be told from the other hidden ones of its
 * sound by what is around it. Those with the same code are no distractors of it.
 *
 * <p>Differs from the paper in the {@link ProductQuantizer}: its codes are those of online k-means
 * over the frames themselves (as in vq-wav2vec's k-means variant: Baevski et al. 2019,
 * arXiv:1910.05453, section 3.2), so that no gradient has to pass it and no term has to keep its
 * codes in use; and in that all hidden frames of the sound are distractors, not 100 of them.
 */
public final class Wav2VecObjective extends FrameObjective {

  /** In the list of methods. */
  public static final Method METHOD =
      new Method(
          "wav2vec2",
          Set.of("audio"),
          "hidden quantised frames among others of their sound",
          "Baevski et al. 2020, arXiv:2006.11477",
          "InfoNCE, product quantiser by online k-means",
          ProjectionForm.POSITIONS,
          Recipes.FRAMES,
          Wav2VecObjective::new);

  /** κ of the paper. */
  private static final double TEMPERATURE = 0.1;

  /** More than there are hidden frames in a sound. */
  private static final int CHUNK_ROWS = 1024;

  private static final int CODEBOOKS = 2;
  private static final int CODES = 32;

  private static final ContrastiveLoss LOSS = new InfoNceLoss(TEMPERATURE, CHUNK_ROWS);

  private final ProductQuantizer quantizer;
  private final Head targets;

  Wav2VecObjective(Foundation foundation) {
    super(foundation);
    int size = positions().patchSize();
    quantizer = new ProductQuantizer(CODEBOOKS, () -> clusters(CODES, size / CODEBOOKS));
    targets = linear(size, positions().width());
  }

  @Override
  public Outcome step(Batch batch, long step, boolean last) {
    HiddenSpans sounds = hidden(batch, step);
    PositionPass pass = sounds.pass(tower());
    Matrix frames = frames(sounds.whole().rows()).gather(sounds.places());
    ProductQuantizer.Codes codes = quantizer.codes(frames, step);
    UnitRows queries = UnitRows.of(pass.projections());
    UnitRows keys = UnitRows.of(targets.forward(codes.centroids()));
    int[] owners = owners(sounds.places());
    WithinSounds.Result result =
        WithinSounds.contrast(LOSS, queries.rows(), keys.rows(), codes.ids(), owners);
    Outcome.requireFinite(result.value(), step);
    targets.learn(keys.backward(result.keyGradient()));
    pass.descend(queries.backward(result.queryGradient()));
    quantizer.learn(codes, step);
    int others = Math.max(1, sounds.places().length / batch.rows() - 1);
    return new Outcome(result.value(), others, result.similarity());
  }

  /** The sound of each place. */
  private int[] owners(int[] places) {
    int times = positions().count();
    int[] owners = new int[places.length];
    for (int i = 0; i < owners.length; i++) {
      owners[i] = places[i] / times;
    }
    return owners;
  }
}
