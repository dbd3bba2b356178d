package dev.slipstream.objective.image;

import dev.slipstream.ingest.image.ImageShape;
import dev.slipstream.input.ImageInput;
import dev.slipstream.objective.Foundation;
import dev.slipstream.view.ViewRandom;
import java.util.Set;

/** What methods of this package share. */
final class Images {

  static final Set<String> MODALITY = Set.of("image");

  /** A number of a view that no encoder is shown: what is drawn besides the views. */
  private static final int DRAW = 1 << 16;

  private Images() {}

  /** The size of the images of a foundation. */
  static ImageShape shape(Foundation foundation) {
    return ((ImageInput) foundation.input()).shape();
  }

  /** The random numbers of a row that are not of its views. */
  static ViewRandom random(long stream, long step, int row) {
    return ViewRandom.at(stream, step, DRAW, row);
  }
}
