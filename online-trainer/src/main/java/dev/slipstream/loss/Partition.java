package dev.slipstream.loss;

import dev.slipstream.loss.Negatives.Chunk;
import dev.slipstream.loss.Negatives.Which;
import dev.slipstream.matrix.Matrix;

/**
 * What the softmax-like losses share: for each query the logarithm of {@code Σ_k e^(q·k / τ)} over
 * its keys, and their mean under that softmax. The keys are read once: a weighted sum of them is
 * kept and scaled down whenever a chunk holds a greater logit (Milakov and Gimelshein 2018,
 * arXiv:1805.02867), so that memory is O(N × chunk).
 */
final class Partition {

  /**
   * Below any logit of a pair that counts, far above {@link Logits#EXCLUDED}; no lower, so that a
   * rise from here is still a number of some accuracy.
   */
  private static final float FLOOR = -1e6f;

  /** The least float that is not denormal: what is divided by where no key counts. */
  private static final float LEAST_WEIGHT = Float.MIN_NORMAL;

  private final Negatives negatives;
  private final Which which;
  private final Matrix scaledQuery;
  private final Matrix logSum;
  private final Matrix expectedKey;

  /**
   * Reads the keys.
   *
   * @param scaledQuery {@code [N, D]}, the queries divided by the temperature
   */
  Partition(Matrix scaledQuery, Negatives negatives, Which which) {
    this.negatives = negatives;
    this.which = which;
    this.scaledQuery = scaledQuery;
    Matrix shift = scaledQuery.device().zeros(scaledQuery.rows(), 1);
    shift.fillInPlace(FLOOR);
    Matrix weight = scaledQuery.device().zeros(scaledQuery.rows(), 1);
    Matrix weightedKeys = scaledQuery.device().zeros(scaledQuery.rows(), scaledQuery.cols());
    negatives.read(which, chunk -> accumulate(chunk, shift, weight, weightedKeys));
    weight.clampInPlace(LEAST_WEIGHT, Float.MAX_VALUE);
    this.logSum = weight.log();
    this.logSum.addInPlace(shift);
    this.expectedKey = weightedKeys.divide(weight);
  }

  /** {@code log Σ}, one for each query; about -1e6 where no key counts. */
  float[] logSum() {
    return logSum.toArray();
  }

  /** {@code Σ_k softmax(k) · k}, {@code [N, D]}; 0 where no key counts. */
  Matrix expectedKey() {
    return expectedKey;
  }

  /**
   * Adds to the gradients of the keys that take one; reads those a second time.
   *
   * @param ofLogSum d value / d {@link #logSum}, {@code [N, 1]}
   */
  void descend(Matrix ofLogSum) {
    negatives.readLearned(
        which,
        chunk -> {
          Matrix logits = logits(chunk);
          logits.axpyInPlace(-1, logSum);
          Matrix gradient = logits.exp();
          gradient.multiplyInPlace(ofLogSum);
          chunk.gradient().orElseThrow().addInPlace(gradient.transposedMatmul(scaledQuery));
        });
  }

  private void accumulate(Chunk chunk, Matrix shift, Matrix weight, Matrix weightedKeys) {
    Matrix logits = logits(chunk);
    Matrix rise = logits.rowMax();
    rise.axpyInPlace(-1, shift);
    rise.clampInPlace(0, Float.MAX_VALUE);
    shift.addInPlace(rise);
    rise.multiplyInPlace(-1);
    Matrix shrink = rise.exp();
    weight.multiplyInPlace(shrink);
    weightedKeys.multiplyInPlace(shrink);
    logits.axpyInPlace(-1, shift);
    Matrix weights = logits.exp();
    weight.addInPlace(weights.rowSum());
    weightedKeys.addInPlace(weights.matmul(chunk.keys()));
  }

  private Matrix logits(Chunk chunk) {
    Matrix logits = scaledQuery.matmulTransposed(chunk.keys());
    chunk.offset().ifPresent(logits::addInPlace);
    return logits;
  }
}
