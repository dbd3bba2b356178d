package dev.slipstream.view;

/**
 * Crop, flip and blur of one image axis as a small matrix {@code [size, size]}: row i holds what
 * each source pixel gives to pixel i of the view. Bilinear, border pixels repeated: what {@code
 * torch.nn.functional.grid_sample(align_corners=False, padding_mode="border")} does along one axis.
 *
 * @param scale share of the axis the crop keeps, negative to mirror
 * @param shift the crop's centre, in [-1, 1] across the axis
 * @param sigma deviation of the Gaussian blur that follows, pixels; 0 for none
 */
record Resampling(double scale, double shift, double sigma) {

  /** Blur reaches this many deviations. */
  private static final double REACH = 3;

  /**
   * Adds the matrix to zeros at {@code out[offset…]}, row-major.
   *
   * @param transposed whether to write its transpose
   */
  void write(float[] out, int offset, int size, boolean transposed) {
    int rowStride = transposed ? 1 : size;
    int columnStride = transposed ? size : 1;
    double[] kernel = kernel(size);
    for (int i = 0; i < size; i++) {
      for (int t = 0; t < kernel.length; t++) {
        double position = source(reflect(i + t - kernel.length / 2, size), size);
        int low = (int) position;
        int high = Math.min(low + 1, size - 1);
        double share = position - low;
        int row = offset + i * rowStride;
        out[row + low * columnStride] += (float) (kernel[t] * (1 - share));
        out[row + high * columnStride] += (float) (kernel[t] * share);
      }
    }
  }

  /** Where pixel i of the view lies in the source, in pixels, kept inside. */
  private double source(int i, int size) {
    double across = scale * ((2 * i + 1.0) / size - 1) + shift;
    return Math.max(0, Math.min(size - 1, ((across + 1) * size - 1) / 2));
  }

  private double[] kernel(int size) {
    int radius = Math.min(size - 1, (int) Math.ceil(REACH * sigma));
    double[] kernel = new double[2 * radius + 1];
    double sum = 0;
    for (int t = -radius; t <= radius; t++) {
      double weight = t == 0 ? 1 : Math.exp(-0.5 * t * t / (sigma * sigma));
      kernel[t + radius] = weight;
      sum += weight;
    }
    for (int t = 0; t < kernel.length; t++) {
      kernel[t] /= sum;
    }
    return kernel;
  }

  /** Mirrors an index at the outer edges of the border pixels, so that a blur loses nothing. */
  private static int reflect(int i, int size) {
    return i < 0 ? -1 - i : i >= size ? 2 * size - 1 - i : i;
  }
}
