package dev.slipstream.loss;

import dev.slipstream.loss.Negatives.Chunk;
import dev.slipstream.loss.Negatives.Which;
import dev.slipstream.matrix.Device;
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

  private final Negatives negatives;
  private final Which which;
  private final float sharpness;
  private final Matrix scaledQuery;
  private final Matrix logSum;
  private final Matrix expectedKey;
  private final float[] logSums;

  /**
   * Reads the keys.
   *
   * @param query {@code [N, D]}
   * @param sharpness 1 / τ
   */
  Partition(Matrix query, double sharpness, Negatives negatives, Which which) {
    Device device = query.device();
    this.negatives = negatives;
    this.which = which;
    this.sharpness = (float) sharpness;
    this.scaledQuery = query.multiply(this.sharpness);
    Matrix shift = device.zeros(query.rows(), 1);
    shift.fillInPlace(FLOOR);
    Matrix weight = device.zeros(query.rows(), 1);
    Matrix weightedKeys = device.zeros(query.rows(), query.cols());
    negatives.read(which, chunk -> accumulate(chunk, shift, weight, weightedKeys));
    weight.clampInPlace(Float.MIN_NORMAL, Float.MAX_VALUE);
    this.expectedKey = weightedKeys.divide(weight); // 0 where no key counts
    this.logSum = weight.log();
    this.logSum.addInPlace(shift);
    this.logSums = logSum.toArray();
  }

  /** {@code log Σ}, one for each query; about -1e6 where no key counts. Not to be changed. */
  float[] logSums() {
    return logSums;
  }

  /**
   * Adds to the gradients of the queries and of those keys that take one, which are read again.
   *
   * @param ofLogSums d value / d {@link #logSums}
   * @param queryGradient {@code [N, D]}
   */
  void descend(double[] ofLogSums, Matrix queryGradient) {
    Matrix share = Logits.column(queryGradient.device(), ofLogSums);
    queryGradient.axpyInPlace(sharpness, expectedKey.multiply(share));
    negatives.readLearned(
        which,
        chunk -> {
          Matrix logits = logits(chunk);
          logits.axpyInPlace(-1, logSum);
          Matrix gradient = logits.exp();
          gradient.multiplyInPlace(share);
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
