package dev.slipstream.loss;

import dev.slipstream.loss.Negatives.Chunk;
import dev.slipstream.matrix.Matrix;

/** Squared Euclidean distances of a batch's rows to keys, and the way back to gradients. */
final class Distances {

  /** Smaller squares are as good as this: what a distance is divided by has to be above 0. */
  private static final float LEAST_SQUARE = 1e-8f;

  private final Matrix rows;
  private final Matrix squares;
  private final Matrix gradient;

  /** Distances of these rows, {@code [N, D]}. */
  Distances(Matrix rows) {
    this.rows = rows;
    this.squares = rows.multiply(rows).rowSum();
    this.gradient = rows.device().zeros(rows.rows(), rows.cols());
  }

  /** What was added, {@code [N, D]}. */
  Matrix gradient() {
    return gradient;
  }

  /** {@code |x_i - k_j|²}, {@code [N, keys]}. */
  Matrix squaredTo(Matrix keys) {
    Matrix squared = rows.matmulTransposed(keys);
    squared.multiplyInPlace(-2);
    squared.addInPlace(squares);
    squared.addInPlace(keys.multiply(keys).rowSum().reshape(1, keys.rows()));
    squared.clampInPlace(LEAST_SQUARE, Float.MAX_VALUE);
    return squared;
  }

  /** {@code |x_i - y_i|²}, {@code [N, 1]}. */
  Matrix squaredToRows(Matrix others) {
    Matrix difference = rows.subtract(others);
    Matrix squared = difference.multiply(difference).rowSum();
    squared.clampInPlace(LEAST_SQUARE, Float.MAX_VALUE);
    return squared;
  }

  /**
   * Adds to the gradients of the rows, and of the keys if they take one.
   *
   * @param ofSquared d value / d squared distances, {@code [N, keys]}
   */
  void descend(Chunk chunk, Matrix ofSquared) {
    Matrix keys = chunk.keys();
    gradient.axpyInPlace(2, rows.multiply(ofSquared.rowSum()));
    gradient.axpyInPlace(-2, ofSquared.matmul(keys));
    chunk
        .gradient()
        .ifPresent(
            ofKeys -> {
              Matrix weights = ofSquared.columnSum().reshape(keys.rows(), 1);
              ofKeys.axpyInPlace(2, keys.multiply(weights));
              ofKeys.axpyInPlace(-2, ofSquared.transposedMatmul(rows));
            });
  }

  /**
   * Adds to the gradient of the rows; that of the others is returned.
   *
   * @param ofSquared d value / d {@code |x_i - y_i|²}, {@code [N, 1]}
   */
  Matrix descendToRows(Matrix others, Matrix ofSquared) {
    Matrix ofOthers = others.subtract(rows).multiply(ofSquared);
    ofOthers.multiplyInPlace(2);
    gradient.axpyInPlace(-1, ofOthers);
    return ofOthers;
  }
}
