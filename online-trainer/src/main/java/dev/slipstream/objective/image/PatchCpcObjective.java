package dev.slipstream.objective.image;

import dev.slipstream.encoder.Heads;
import dev.slipstream.ingest.image.ImageShape;
import dev.slipstream.input.Batch;
import dev.slipstream.loss.UnitRows;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.objective.Foundation;
import dev.slipstream.objective.Head;
import dev.slipstream.objective.Method;
import dev.slipstream.objective.MomentumTower;
import dev.slipstream.objective.Objective;
import dev.slipstream.objective.Outcome;
import dev.slipstream.objective.View;
import dev.slipstream.view.Crop;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Contrastive predictive coding on patches (van den Oord et al. 2018, arXiv:1807.03748, section
 * 3.3; Hénaff et al. 2020, arXiv:1905.09272, section 2.1): what the patches above tell of each
 * patch below, told from all other patches of the batch. Of a grid of nine patches that overlap,
 * the lower two rows are predicted from the first, and the last from the first two.
 *
 * <p>The papers have more and smaller patches, each half of its neighbour, and a convolution over
 * them as the context. Here a head sees all patches above side by side, and a patch has two thirds
 * of the image's sides: as one encoder is for patches and for images, both should look alike.
 * Vectors are of unit length where they are compared, predictions are not: how sure they are is
 * their length.
 */
public final class PatchCpcObjective implements Objective {

  private static final int HIDDEN = 256;

  /** Patches below each other, and side by side. */
  private static final int GRID = 3;

  private static final int COUNT = GRID * GRID;

  /** Of a patch, as a share of the image's. */
  private static final double SIDE = 2.0 / 3;

  /** A step has nine rows of each sample. */
  private static final Map<String, String> RECIPE =
      Map.of("learner.batch-size", "64", "learner.steps-per-batch", "1");

  /** In the list of methods. */
  public static final Method METHOD =
      new Method(
          "cpc-patches",
          Images.MODALITY,
          "patches below by those above, among all patches of the batch",
          "Hénaff et al. 2020, arXiv:1905.09272",
          "InfoNCE, bilinear",
          RECIPE,
          PatchCpcObjective::new);

  private final MomentumTower tower;
  private final ImageShape shape;
  private final int width;
  private final List<Head> contexts = new ArrayList<>();

  PatchCpcObjective(Foundation foundation) {
    tower = foundation.tower();
    shape = Images.shape(foundation);
    width = foundation.width();
    for (int above = GRID; above < COUNT; above += GRID) {
      int below = COUNT - above;
      contexts.add(
          foundation.head(
              Heads.mlp(above * width, HIDDEN, below * width, foundation.seed() + above)));
    }
  }

  @Override
  public Outcome step(Batch batch, long step, boolean last) {
    int n = batch.rows();
    Matrix encoded = tower.query(patches(batch, step));
    UnitRows unit = UnitRows.of(encoded);
    List<PatchContrast> contrasts = new ArrayList<>();
    double value = 0;
    for (int i = 0; i < contexts.size(); i++) {
      int above = (i + 1) * GRID;
      int below = COUNT - above;
      Matrix context = encoded.gather(rows(n, 0, above)).reshape(n, above * width);
      Matrix predictions = contexts.get(i).forward(context).reshape(n * below, width);
      PatchContrast contrast = PatchContrast.of(predictions, unit.rows(), rows(n, above, COUNT));
      contrasts.add(contrast);
      value += contrast.value() / contexts.size();
    }
    Outcome.requireFinite(value, step);
    tower.descend(learn(contrasts, unit));
    return new Outcome(value, encoded.rows() - 1, 0);
  }

  /** Moves the heads; the gradient of what was encoded. */
  private Matrix learn(List<PatchContrast> contrasts, UnitRows unit) {
    int n = unit.rows().rows() / COUNT;
    float share = 1f / contexts.size();
    Matrix ofContexts = unit.rows().device().zeros(unit.rows().rows(), width);
    Matrix ofVectors = unit.rows().device().zeros(unit.rows().rows(), width);
    for (int i = 0; i < contexts.size(); i++) {
      int above = (i + 1) * GRID;
      Matrix toPredictions = contrasts.get(i).predictionGradient().multiply(share);
      Matrix toContext = contexts.get(i).learn(toPredictions.reshape(n, (COUNT - above) * width));
      Matrix ofContext = toContext.reshape(n * above, width);
      ofContexts.addInPlace(ofContext.scatter(rows(n, 0, above), ofContexts.rows()));
      ofVectors.axpyInPlace(share, contrasts.get(i).vectorGradient());
    }
    ofContexts.addInPlace(unit.backward(ofVectors));
    return ofContexts;
  }

  private View patches(Batch batch, long step) {
    List<Crop> crops = new ArrayList<>();
    for (int i = 0; i < batch.rows() * COUNT; i++) {
      crops.add(patch(i % COUNT));
    }
    View whole = tower.view(batch, step, 0);
    return new View(Crop.cut(whole.rows(), shape, crops), whole.noise());
  }

  private static Crop patch(int number) {
    double stride = (1 - SIDE) / (GRID - 1);
    int row = number / GRID;
    int column = number % GRID;
    return new Crop(row * stride, column * stride, SIDE, SIDE);
  }

  /** The rows of some patches of each image. */
  private static int[] rows(int images, int from, int to) {
    int[] rows = new int[images * (to - from)];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = i / (to - from) * COUNT + from + i % (to - from);
    }
    return rows;
  }

  @Override
  public List<Head> memory() {
    return contexts;
  }
}
