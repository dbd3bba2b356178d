package dev.slipstream.encoder;

import dev.slipstream.ingest.image.ImageShape;
import java.util.List;

/** The image encoders that can be declared by name. */
public final class ImageEncoders {

  private ImageEncoders() {}

  /** The architectures, the default first. */
  public static List<String> names() {
    return List.of("small-conv", "peer-conv", "resnet");
  }

  /**
   * Declares an encoder.
   *
   * @param architecture one of {@link #names()}
   * @param seed of the initial parameters
   * @throws IllegalArgumentException if the name is unknown or the shape is too small for it
   */
  public static EncoderSpec declare(
      String architecture, ImageShape input, int projectionSize, long seed) {
    throw new UnsupportedOperationException("to be written");
  }
}
