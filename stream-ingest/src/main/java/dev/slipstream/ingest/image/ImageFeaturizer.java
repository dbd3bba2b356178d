package dev.slipstream.ingest.image;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.slipstream.wire.ImageFeatures;

/**
 * Brings images to one shape. An image that has it already passes through unchanged; shrinking
 * takes the mean over each pixel's area, enlarging is bilinear; grey is Rec. 601 luma, and grey
 * becomes colour by three equal channels. Immutable and thread-safe.
 */
public final class ImageFeaturizer {

  private final ImageShape shape;

  private ImageFeaturizer(ImageShape shape) {
    this.shape = shape;
  }

  /** To images of this shape. */
  public static ImageFeaturizer to(ImageShape shape) {
    return new ImageFeaturizer(shape);
  }

  /** The image as the wire carries it. */
  public ImageFeatures features(DecodedImage image) {
    ByteString pixels = UnsafeByteOperations.unsafeWrap(pixels(image));
    return ImageFeatures.newBuilder()
        .setHeight(shape.height())
        .setWidth(shape.width())
        .setChannels(shape.channels())
        .setPixels(pixels)
        .build();
  }

  /**
   * The image as bytes.
   *
   * @return {@code [C * H * W]} of the shape, channel by channel; a new array
   */
  public byte[] pixels(DecodedImage image) {
    DecodedImage source = shape.channels() == 1 ? grey(image) : image;
    int plane = shape.height() * shape.width();
    byte[] out = new byte[shape.size()];
    Resize resize = new Resize(source.height(), source.width(), shape.height(), shape.width());
    for (int c = 0; c < source.channels(); c++) {
      resize.plane(source.pixels(), c, out);
    }
    for (int c = source.channels(); c < shape.channels(); c++) {
      System.arraycopy(out, 0, out, c * plane, plane);
    }
    return out;
  }

  private static DecodedImage grey(DecodedImage image) {
    if (image.channels() == 1) {
      return image;
    }
    int plane = image.height() * image.width();
    byte[] rgb = image.pixels();
    byte[] luma = new byte[plane];
    for (int i = 0; i < plane; i++) {
      int red = rgb[i] & 0xFF;
      int green = rgb[plane + i] & 0xFF;
      int blue = rgb[2 * plane + i] & 0xFF;
      luma[i] = (byte) ((299 * red + 587 * green + 114 * blue + 500) / 1000);
    }
    return new DecodedImage(image.height(), image.width(), 1, luma);
  }
}
