package dev.slipstream.infra.cli;

import dev.slipstream.config.Settings;
import dev.slipstream.infra.data.DataSet;
import dev.slipstream.infra.data.ImageData;
import dev.slipstream.infra.data.ImageItem;
import dev.slipstream.ingest.image.ImageShape;

/** The size images are learned at when nobody said one. */
final class ImageSize {

  private ImageSize() {}

  /** The settings, with the shape that suits the set unless one of {@code image.*} was set. */
  static Settings suiting(Settings settings, DataSet<ImageItem> set) {
    boolean said =
        ImageShape.OPTIONS.stream().anyMatch(o -> settings.overrides().containsKey(o.key()));
    if (said) {
      return settings;
    }
    ImageShape shape = ImageData.suggestedShape(set);
    return settings
        .with(ImageShape.HEIGHT, shape.height())
        .with(ImageShape.WIDTH, shape.width())
        .with(ImageShape.CHANNELS, shape.channels());
  }
}
