package dev.slipstream.loss;

import dev.slipstream.matrix.Matrix;
import dev.slipstream.matrix.Shapes;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A contrastive loss over the 2N rows of two views, both of which are learned (SimCLR: Chen et al.
 * 2020, arXiv:2002.05709, algorithm 1): the mean over all rows, where a row's positive is the other
 * view of its sample and its negatives are both views of the others. With InfoNCE it is NT-Xent.
 *
 * @param loss compares a row with the others
 */
public record SymmetricLoss(ContrastiveLoss loss) implements TwoViewLoss {

  /** NT-Xent, the loss of SimCLR; rows are to be of unit length. */
  public static SymmetricLoss ntXent(double temperature, int chunkRows) {
    return new SymmetricLoss(new InfoNceLoss(temperature, chunkRows));
  }

  @Override
  public Result evaluate(Matrix first, Matrix second) {
    return evaluate(first, second, IntStream.range(0, first.rows()).asLongStream().toArray());
  }

  /**
   * Value and gradients where an item may occur more than once in the batch: its rows are no
   * negatives of each other.
   *
   * @param first {@code [N, D]}
   * @param second {@code [N, D]}; row i is of the same sample as row i of the first
   * @param items of the rows; its length is N
   * @throws IllegalArgumentException if the shapes do not fit
   */
  public Result evaluate(Matrix first, Matrix second, long[] items) {
    Shapes.requireShape("second", second, first.rows(), first.cols());
    List<ItemKeys> negatives =
        List.of(
            ItemKeys.ofBatch(first, items).withGradient(),
            ItemKeys.ofBatch(second, items).withGradient());
    ContrastiveLoss.Result forth = loss.evaluate(first, second, items, negatives);
    ContrastiveLoss.Result back = loss.evaluate(second, first, items, negatives);
    return new Result(
        (forth.value() + back.value()) / 2,
        half(forth.queryGradient(), back.positiveGradient(), forth, back, 0),
        half(back.queryGradient(), forth.positiveGradient(), forth, back, 1));
  }

  private static Matrix half(
      Matrix asQuery,
      Matrix asPositive,
      ContrastiveLoss.Result forth,
      ContrastiveLoss.Result back,
      int block) {
    Matrix sum = asQuery.add(asPositive);
    sum.addInPlace(forth.negativeGradients().get(block));
    sum.addInPlace(back.negativeGradients().get(block));
    sum.multiplyInPlace(0.5f);
    return sum;
  }
}
