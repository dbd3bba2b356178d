package dev.slipstream.ingest.image;

/**
 * An image's pixels, 8 bits each, opaque.
 *
 * @param height pixels, at least 1
 * @param width pixels, at least 1
 * @param channels 1 (grey) or 3 (red, green, blue; sRGB as stored)
 * @param pixels {@code [channels, height, width]}, channel by channel, each row by row; not copied
 */
public record DecodedImage(int height, int width, int channels, byte[] pixels) {

  public DecodedImage {
    if (height < 1 || width < 1 || (channels != 1 && channels != 3)) {
      throw new IllegalArgumentException(
          "image: must be [1 or 3, >= 1, >= 1], was [%d, %d, %d]"
              .formatted(channels, height, width));
    }
    if (pixels.length != (long) channels * height * width) {
      throw new IllegalArgumentException(
          "pixels: must be %d bytes, was %d"
              .formatted((long) channels * height * width, pixels.length));
    }
  }
}
