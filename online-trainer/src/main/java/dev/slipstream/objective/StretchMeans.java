package dev.slipstream.objective;

import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.Matrix;

/**
 * The means of projections over stretches of a sample's positions, and the way back. Padding does
 * not count; the mean of a stretch of padding alone is zero.
 *
 * @param weights what each position counts in its stretch, {@code [N * S, T / S]}
 * @param stretches S
 */
record StretchMeans(Matrix weights, int stretches) {

  /**
   * Stretches as long as each other.
   *
   * @param lengths how many positions of each sample hold anything, from the first on
   * @param positions T, of each sample
   * @param stretches S, which divide the positions
   */
  static StretchMeans of(Device device, int[] lengths, int positions, int stretches) {
    int size = positions / stretches;
    float[] weights = new float[lengths.length * positions];
    for (int row = 0; row < lengths.length * stretches; row++) {
      int before = row % stretches * size;
      int held = Math.min(size, Math.max(0, lengths[row / stretches] - before));
      for (int i = 0; i < held; i++) {
        weights[row * size + i] = 1f / held;
      }
    }
    return new StretchMeans(device.of(weights, lengths.length * stretches, size), stretches);
  }

  /** Of projections {@code [N, T * D]}, one row for each stretch: {@code [N * S, D]}. */
  Matrix of(Matrix projections) {
    Matrix rows = projections.reshape(weights.rows(), projections.cols() / stretches);
    return weights.batchMatmul(rows, weights.cols());
  }

  /**
   * The gradient with respect to the projections, {@code [N, T * D]}.
   *
   * @param gradient with respect to the means, {@code [N * S, D]}
   */
  Matrix backward(Matrix gradient) {
    Matrix rows = weights.batchMatmul(gradient, 1);
    return rows.reshape(rows.rows() / stretches, stretches * rows.cols());
  }
}
