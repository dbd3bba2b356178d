package dev.slipstream.objective.image;

import dev.slipstream.objective.Method;
import dev.slipstream.view.ViewRandom;
import java.util.Map;

/**
 * Denoising autoencoder (Vincent et al. 2008, "Extracting and composing robust features with
 * denoising autoencoders", section 2.3): the whole image, of which a share of the pixels, anywhere,
 * was hidden. The error is squared, as of values that are not probabilities (Vincent et al. 2010,
 * JMLR 11).
 */
public final class DenoisingObjective {

  /** Between the 10 % and 40 % of the paper's experiments. */
  private static final double SHARE = 0.25;

  /** Small steps, many of them; colours stay as they are: it is the image that is to be told. */
  private static final Map<String, String> RECIPE =
      Map.of(
          "learner.batch-size", "64",
          "learner.optimizer", "adam",
          "learner.learning-rate", "0.002",
          "view.brightness", "0",
          "view.contrast", "0");

  /** In the list of methods. */
  public static final Method METHOD =
      new Method(
          "denoising-autoencoder",
          Images.MODALITY,
          "the whole image, of which single pixels are hidden",
          "Vincent et al. 2008, ICML",
          "squared error",
          RECIPE,
          foundation -> new Reconstruction(foundation, DenoisingObjective::hide, false));

  private DenoisingObjective() {}

  private static void hide(boolean[] hidden, ViewRandom random) {
    for (int i = 0; i < hidden.length; i++) {
      hidden[i] = random.next() < SHARE;
    }
  }
}
