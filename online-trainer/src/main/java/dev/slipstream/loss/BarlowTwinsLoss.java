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

    Matrix identity = identity(correlations);
    Matrix missing = identity.subtract(correlations).multiply(identity);
    Matrix redundant = correlations.subtract(correlations.multiply(identity));
    double value =
        missing.multiply(missing).sum() + offDiagonal * redundant.multiply(redundant).sum();

    Matrix gradient = missing.multiply(-2 * share);
    gradient.axpyInPlace((float) (2 * offDiagonal * share), redundant);
    return new Result(
        value,
        a.backward(b.columns().matmulTransposed(gradient)),
        b.backward(a.columns().matmul(gradient)));
  }

  private static Matrix identity(Matrix square) {
    int d = square.rows();
    float[] values = new float[d * d];
    for (int i = 0; i < d; i++) {
      values[i * d + i] = 1;
    }
    return square.device().of(values, d, d);
  }
}
