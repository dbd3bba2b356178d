package dev.slipstream.loss;

import dev.slipstream.matrix.Matrix;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Instance discrimination with a non-parametric softmax (Wu et al. 2018, arXiv:1805.01978): each
 * item is a class, whose weights are its remembered row. The positive is the item's own row, the
 * negatives are those of the other items; {@code λ |q - p|²} (section 3.3) holds a row near what it
 * was. Rows are to be of unit length.
 *
 * @param likelihood of a query's item
 * @param proximal λ, at least 0
 */
public record NonParametricSoftmaxLoss(ContrastiveLoss likelihood, double proximal)
    implements ContrastiveLoss {

  public NonParametricSoftmaxLoss {
    Losses.PROXIMAL.check(proximal);
  }

  /** By the softmax over the whole memory, which the negatives are to be (eq. 2 and 3). */
  public static NonParametricSoftmaxLoss exact(double temperature, double proximal, int chunkRows) {
    return new NonParametricSoftmaxLoss(new InfoNceLoss(temperature, chunkRows), proximal);
  }

  /** By noise-contrastive estimation, the negatives being drawn evenly (section 3.2). */
  public static NonParametricSoftmaxLoss estimated(
      double temperature, double proximal, int chunkRows) {
    NceLoss loss = new NceLoss(temperature, OptionalDouble.empty(), chunkRows);
    return new NonParametricSoftmaxLoss(loss, proximal);
  }

  @Override
  public Result evaluate(Matrix query, Matrix positive, long[] items, List<ItemKeys> negatives) {
    Result result = likelihood.evaluate(query, positive, items, negatives);
    Matrix moved = query.subtract(positive);
    float share = (float) (proximal / query.rows());
    result.queryGradient().axpyInPlace(2 * share, moved);
    result.positiveGradient().axpyInPlace(-2 * share, moved);
    return result.plus(share * moved.multiply(moved).sum());
  }
}
