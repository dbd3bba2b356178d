package dev.slipstream.objective.image;

import dev.slipstream.ingest.image.ImageShape;
import dev.slipstream.objective.Foundation;
import dev.slipstream.objective.Method;
import dev.slipstream.objective.Objective;
import java.util.Map;

/**
 * Context encoder (Pathak et al. 2016, arXiv:1604.07379, eq. 1): what a block of the image, hidden,
 * looked like, told by what surrounds it. The reconstruction alone, without the paper's adversarial
 * loss; the block has the size of the paper's central one and lies anywhere.
 */
public final class ContextEncoderObjective {

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
          "context-encoder",
          Images.MODALITY,
          "a hidden block of an image, by what surrounds it",
          "Pathak et al. 2016, arXiv:1604.07379",
          "squared error, of the hidden block",
          RECIPE,
          ContextEncoderObjective::create);

  private ContextEncoderObjective() {}

  private static Objective create(Foundation foundation) {
    ImageShape shape = Images.shape(foundation);
    return new Reconstruction(
        foundation,
        (hidden, random) -> {
          int height = shape.height() / 2;
          int width = shape.width() / 2;
          int top = random.below(shape.height() - height + 1);
          int left = random.below(shape.width() - width + 1);
          for (int i = 0; i < height * width; i++) {
            hidden[(top + i / width) * shape.width() + left + i % width] = true;
          }
        },
        true);
  }
}
