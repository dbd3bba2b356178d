package dev.slipstream.loss;

import dev.slipstream.matrix.Matrix;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Brings each query near its positive and away from negatives, of the batch or remembered; value
 * and gradients in closed form. Stateless and thread-safe. Memory is O(N × chunk) however many
 * negatives there are.
 */
public interface ContrastiveLoss {

  /**
   * What a loss says of a batch.
   *
   * @param value mean over N, as the loss defines it
   * @param positiveSimilarity mean product of query and positive, the cosine of unit rows
   * @param queryGradient d value / d query, {@code [N, D]}
   * @param positiveGradient d value / d positive, {@code [N, D]}
   * @param negativeGradients d value / d rows of the {@linkplain ItemKeys#learned learned} blocks
   *     of negatives alone, in their order
   */
  record Result(
      double value,
      double positiveSimilarity,
      Matrix queryGradient,
      Matrix positiveGradient,
      List<Matrix> negativeGradients) {

    public Result {
      negativeGradients = List.copyOf(negativeGradients);
    }

    /** The same with a greater value. */
    Result plus(double more) {
      return new Result(
          value + more, positiveSimilarity, queryGradient, positiveGradient, negativeGradients);
    }
  }

  /**
   * Value and gradients. Keys of a query's own item among the negatives are no negatives of it. A
   * query that has no negative left has none of what the loss says of negatives.
   *
   * @param query {@code [N, D]}
   * @param positive {@code [N, D]}; row i is the key of query i
   * @param items of the queries; its length is N
   * @param negatives blocks of width D, together the K negatives
   * @throws IllegalArgumentException if the shapes do not fit
   */
  Result evaluate(Matrix query, Matrix positive, long[] items, List<ItemKeys> negatives);

  /**
   * Value and gradients where all queries are of different items, none of which is among the
   * negatives.
   *
   * @param query {@code [N, D]}
   * @param positive {@code [N, D]}; row i is the key of query i
   * @param negatives {@code [K, D]}
   * @throws IllegalArgumentException if the shapes do not fit
   */
  default Result evaluate(Matrix query, Matrix positive, Matrix negatives) {
    long[] items = IntStream.range(0, query.rows()).asLongStream().toArray();
    return evaluate(query, positive, items, List.of(ItemKeys.of(negatives)));
  }
}
