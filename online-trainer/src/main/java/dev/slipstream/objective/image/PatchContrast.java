package dev.slipstream.objective.image;

import dev.slipstream.loss.CrossEntropyLoss;
import dev.slipstream.matrix.Matrix;

/**
 * Which of many vectors a prediction is of (van den Oord et al. 2018, arXiv:1807.03748, eq. 4), the
 * product of both being the logarithm of the odds; the bilinear form's matrix (eq. 3) belongs to
 * the predictions.
 *
 * @param value nats, mean over the predictions
 * @param predictionGradient d value / d predictions, {@code [M, D]}
 * @param vectorGradient d value / d vectors, {@code [K, D]}
 */
record PatchContrast(double value, Matrix predictionGradient, Matrix vectorGradient) {

  /**
   * Compares each prediction with all vectors.
   *
   * @param predictions {@code [M, D]}
   * @param vectors {@code [K, D]}
   * @param right the vector that each prediction is of
   */
  static PatchContrast of(Matrix predictions, Matrix vectors, int[] right) {
    CrossEntropyLoss.Result result =
        CrossEntropyLoss.evaluate(predictions.matmulTransposed(vectors), right);
    return new PatchContrast(
        result.value(),
        result.gradient().matmul(vectors),
        result.gradient().transposedMatmul(predictions));
  }
}
