package dev.slipstream.loss;

import dev.slipstream.matrix.Matrix;
import dev.slipstream.matrix.Shapes;
import java.util.List;

/**
 * A contrastive loss of bilinear scores {@code qᵀ W k} (contrastive predictive coding: van den Oord
 * et al. 2018, arXiv:1807.03748, eq. 3, with {@link InfoNceLoss} at temperature 1): W, which is
 * learned, predicts a key from a query of another kind or width.
 *
 * @param loss of the predictions {@code qᵀ W} and the keys
 */
public record BilinearLoss(ContrastiveLoss loss) {

  /**
   * What the loss says of a batch.
   *
   * @param contrast with the gradient of the queries themselves, {@code [N, D]}
   * @param weightGradient d value / d weights, {@code [D, E]}
   */
  public record Result(ContrastiveLoss.Result contrast, Matrix weightGradient) {}

  /**
   * Value and gradients.
   *
   * @param weights W, {@code [D, E]}
   * @param query {@code [N, D]}
   * @param positive {@code [N, E]}; row i is the key of query i
   * @param items of the queries; its length is N
   * @param negatives blocks of width E
   * @throws IllegalArgumentException if the shapes do not fit
   */
  public Result evaluate(
      Matrix weights, Matrix query, Matrix positive, long[] items, List<ItemKeys> negatives) {
    Shapes.requireRows("weights", weights, query.cols());
    ContrastiveLoss.Result result =
        loss.evaluate(query.matmul(weights), positive, items, negatives);
    return new Result(
        new ContrastiveLoss.Result(
            result.value(),
            result.positiveSimilarity(),
            result.queryGradient().matmulTransposed(weights),
            result.positiveGradient(),
            result.negativeGradients()),
        query.transposedMatmul(result.queryGradient()));
  }
}
