package dev.slipstream.loss;

import dev.slipstream.matrix.Matrix;
import dev.slipstream.matrix.Shapes;

/**
 * The mean of {@code -cos(p_i, z_i)} (SimSiam: Chen and He 2021, arXiv:2011.10566, eq. 1; BYOL:
 * Grill et al. 2020, arXiv:2006.07733, eq. 2, is 2 + 2 times it). In [-1, 1] for unit rows, which
 * {@link UnitRows} makes; there p is what a predictor makes of one view and z, the target, takes no
 * gradient.
 */
public record NegativeCosineLoss() implements TwoViewLoss {

  @Override
  public Result evaluate(Matrix first, Matrix second) {
    Shapes.requireShape("second", second, first.rows(), first.cols());
    float share = -1f / first.rows();
    return new Result(
        share * first.multiply(second).sum(), second.multiply(share), first.multiply(share));
  }
}
