package dev.slipstream.view;

import dev.slipstream.ingest.image.ImageShape;
import dev.slipstream.matrix.Matrix;
import java.util.List;

/**
 * A part of an image, in shares of its height and width.
 *
 * @param top where it begins
 * @param left where it begins
 * @param height in (0, 1]
 * @param width in (0, 1]
 */
public record Crop(double top, double left, double height, double width) {

  /**
   * Crops, each scaled to the size of the image, bilinear.
   *
   * @param images {@code [N, channels * height * width]}
   * @param crops k of each image, those of the first image first: N * k
   * @return {@code [N * k, channels * height * width]}, in the order of the crops
   * @throws IllegalArgumentException if there are not as many crops of each image
   */
  public static Matrix cut(Matrix images, ImageShape shape, List<Crop> crops) {
    int n = images.rows();
    if (crops.isEmpty() || crops.size() % n != 0) {
      throw new IllegalArgumentException(
          "crops: must be as many of each of %d images, were %d".formatted(n, crops.size()));
    }
    return Resampler.apply(
        images.gather(Resampler.repeated(n, crops.size() / n)),
        shape,
        crops.stream().map(crop -> along(crop.top, crop.height)).toList(),
        crops.stream().map(crop -> along(crop.left, crop.width)).toList());
  }

  private static Resampling along(double from, double share) {
    return new Resampling(share, 2 * from + share - 1, 0);
  }
}
