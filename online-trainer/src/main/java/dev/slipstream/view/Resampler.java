package dev.slipstream.view;

import dev.slipstream.ingest.image.ImageShape;
import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.Matrix;
import java.util.List;

/** Moves the pixels of images: two small products for each, {@code A · X · Bᵀ}. */
final class Resampler {

  private Resampler() {}

  /**
   * Each image along both axes.
   *
   * @param images {@code [N, channels * height * width]}
   * @param vertical one for each image
   * @param horizontal one for each image
   * @return of the same shape
   */
  static Matrix apply(
      Matrix images, ImageShape shape, List<Resampling> vertical, List<Resampling> horizontal) {
    int n = images.rows();
    int height = shape.height();
    int width = shape.width();
    float[] down = new float[n * height * height];
    float[] across = new float[n * width * width];
    for (int i = 0; i < n; i++) {
      vertical.get(i).write(down, i * height * height, height, false);
      horizontal.get(i).write(across, i * width * width, width, true);
    }
    Device device = images.device();
    Matrix wide = images.batchMatmul(device.of(across, n, width * width), width);
    Matrix rows = device.of(down, n, height * height);
    int channels = shape.channels();
    if (channels == 1) {
      return rows.batchMatmul(wide, height);
    }
    Matrix planes = wide.reshape(n * channels, height * width);
    return rows.gather(repeated(n, channels)).batchMatmul(planes, height).reshape(n, shape.size());
  }

  /** 0, 0, 0, 1, 1, 1, …: the numbers below {@code n}, each so many times. */
  static int[] repeated(int n, int times) {
    int[] index = new int[n * times];
    for (int i = 0; i < index.length; i++) {
      index[i] = i / times;
    }
    return index;
  }
}
