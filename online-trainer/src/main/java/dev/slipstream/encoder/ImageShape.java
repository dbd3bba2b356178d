package dev.slipstream.encoder;

/**
 * The size of an image tensor.
 *
 * @param height pixels
 * @param width pixels
 * @param channels 1 (grey) or 3 (red, green, blue)
 */
public record ImageShape(int height, int width, int channels) {

  public ImageShape {
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "image shape: height and width must be >= 1, was " + height + " x " + width);
    }
    if (channels != 1 && channels != 3) {
      throw new IllegalArgumentException("image shape: channels must be 1 or 3, was " + channels);
    }
  }

  /** Values in one image. */
  public int size() {
    return height * width * channels;
  }

  @Override
  public String toString() {
    return height + "x" + width + "x" + channels;
  }
}
