package dev.slipstream.job;

import dev.slipstream.ingest.image.ImageShape;
import dev.slipstream.wire.ImageFeatures;
import dev.slipstream.wire.Sample;

/** Whether a sample is what an image encoder takes. */
final class SampleCheck {

  private SampleCheck() {}

  /** What is wrong with the sample, or null if nothing is. */
  static String problem(Sample sample, ImageShape shape) {
    if (!sample.hasImage()) {
      return "features: must be an image, was " + sample.getFeaturesCase();
    }
    ImageFeatures image = sample.getImage();
    if (image.getHeight() != shape.height()
        || image.getWidth() != shape.width()
        || image.getChannels() != shape.channels()) {
      return "shape: must be %s, was %dx%dx%d"
          .formatted(shape, image.getHeight(), image.getWidth(), image.getChannels());
    }
    if (image.getPixels().size() != shape.size()) {
      return "pixels: must be %d bytes, was %d".formatted(shape.size(), image.getPixels().size());
    }
    return null;
  }
}
