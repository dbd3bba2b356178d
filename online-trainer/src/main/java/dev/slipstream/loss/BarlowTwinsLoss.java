package dev.slipstream.loss;

import dev.slipstream.matrix.Matrix;
import dev.slipstream.matrix.Shapes;

/**
 * Barlow Twins (Zbontar et al. 2021, arXiv:2103.03230, eq. 1 and 2): {@code Σ_i (1 - C_ii)² + λ
 * Σ_{i≠j} C_ij²}, where C, {@code [D, D]}, holds the correlations over the batch of the columns of
 * one view with those of the other.
 *
 * @param offDiagonal λ, what redundancy weighs, at least 0; the paper has 0.005
 */
public record BarlowTwinsLoss(double offDiagonal) implements TwoViewLoss {

  public BarlowTwinsLoss {
    if (!(offDiagonal >= 0)) {
      throw new IllegalArgumentException("offDiagonal: must be >= 0, was " + offDiagonal);
    }
  }

  @Override
  public Result evaluate(Matrix first, Matrix second) {
    Shapes.requireShape("second", second, first.rows(), first.cols());
    StandardColumns a = StandardColumns.of(first);
    StandardColumns b = StandardColumns.of(second);
    float share = 1f / first.rows();
    Matrix correlations = a.columns().transposedMatmul(b.columns());
    correlations.multiplyInPlace(share);

    int d = first.cols();
    float[] values = correlations.toArray();
    double value = 0;
    for (int k = 0; k < values.length; k++) { // each is replaced by its share of the gradient
      boolean diagonal = k % (d + 1) == 0;
      double missing = diagonal ? 1 - values[k] : -values[k];
      double weight = diagonal ? 1 : offDiagonal;
      value += weight * missing * missing;
      values[k] = (float) (-2 * weight * missing * share);
    }
    Matrix gradient = first.device().of(values, d, d);
    return new Result(
        value,
        a.backward(b.columns().matmulTransposed(gradient)),
        b.backward(a.columns().matmul(gradient)));
  }
}
