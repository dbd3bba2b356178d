package dev.slipstream.loss;

import dev.slipstream.matrix.Matrix;
import java.util.List;

/**
 * N-pairs (Sohn 2016, "Improved deep metric learning with multi-class N-pair loss objective",
 * section 3): {@code log (1 + Σ_k e^((q·k - q·p) / τ))}, and the regularisation {@code λ (|q|² +
 * |p|²) / 2} that keeps rows short, which are not scaled to unit length there. On unit rows it
 * teaches what {@link InfoNceLoss} does.
 *
 * @param temperature τ, 1 in the paper
 * @param regularization λ, at least 0
 * @param chunkRows negatives compared at a time
 */
public record NPairsLoss(double temperature, double regularization, int chunkRows)
    implements ContrastiveLoss {

  public NPairsLoss {
    if (!(regularization >= 0)) {
      throw new IllegalArgumentException("regularization: must be >= 0, was " + regularization);
    }
  }

  @Override
  public Result evaluate(Matrix query, Matrix positive, long[] items, List<ItemKeys> negatives) {
    InfoNceLoss loss = new InfoNceLoss(temperature, chunkRows);
    Result result = loss.evaluate(query, positive, items, negatives);
    float share = (float) (regularization / query.rows());
    result.queryGradient().axpyInPlace(share, query);
    result.positiveGradient().axpyInPlace(share, positive);
    double squares = query.multiply(query).sum() + positive.multiply(positive).sum();
    return result.plus(share * squares / 2);
  }
}
