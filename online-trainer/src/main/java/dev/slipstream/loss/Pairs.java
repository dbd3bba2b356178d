package dev.slipstream.loss;

import dev.slipstream.loss.Negatives.Chunk;
import dev.slipstream.loss.Negatives.Which;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.matrix.Shapes;
import java.util.List;
import java.util.function.Function;

/**
 * One batch of a loss that is a sum over pairs of what their distance says: keeps the value and the
 * gradients while the negatives are read.
 */
final class Pairs {

  /** Looks at some negatives. */
  @FunctionalInterface
  interface Work {

    /**
     * Hands gradients to {@link #descend} and {@link #ofPositive}.
     *
     * @param squared distances {@code [N, rows]}, to be changed at will
     * @param share of each pair in a mean over the query's negatives, by weight, and over queries
     * @return what the chunk adds to the value
     */
    double on(Chunk chunk, Matrix squared, Matrix share);
  }

  private final Matrix query;
  private final Matrix positive;
  private final Negatives negatives;
  private final Distances distances;
  private final Matrix squaredToPositive;
  private final Matrix ofPositive;
  private double value;

  /**
   * The positives' distances; the negatives are not read yet.
   *
   * @throws IllegalArgumentException if the shapes do not fit
   */
  Pairs(Matrix query, Matrix positive, long[] items, List<ItemKeys> blocks, int chunkRows) {
    Shapes.requireShape("positive", positive, query.rows(), query.cols());
    this.query = query;
    this.positive = positive;
    this.negatives = Negatives.of(query, items, blocks, chunkRows);
    this.distances = new Distances(query);
    this.squaredToPositive = distances.squaredToRows(positive);
    this.ofPositive = query.device().zeros(query.rows(), 1);
  }

  /** {@code |q_i - p_i|²}, {@code [N, 1]}. */
  Matrix squaredToPositive() {
    return squaredToPositive;
  }

  /** d value / d {@link #squaredToPositive}, to be added to. */
  Matrix ofPositive() {
    return ofPositive;
  }

  /** What the queries are compared with. */
  Negatives negatives() {
    return negatives;
  }

  /** Reads the negatives. */
  void read(Work work) {
    Matrix shares = shares(negatives::weights);
    negatives.read(
        Which.OTHERS,
        chunk -> {
          Matrix share = negatives.weights(chunk);
          share.multiplyInPlace(shares);
          value += work.on(chunk, distances.squaredTo(chunk.keys()), share);
        });
  }

  /** Adds to the value. */
  void add(double more) {
    value += more;
  }

  /**
   * Adds to the gradients of the queries, and of the keys if they take one.
   *
   * @param ofSquared d value / d squared distances, {@code [N, rows]}
   */
  void descend(Chunk chunk, Matrix ofSquared) {
    distances.descend(chunk, ofSquared);
  }

  /**
   * What makes weights of pairs a mean: 1 over N times their sum for each query; 0 for one without.
   */
  Matrix shares(Function<Chunk, Matrix> weights) {
    Matrix counts = query.device().zeros(query.rows(), 1);
    negatives.read(Which.OTHERS, chunk -> counts.addInPlace(weights.apply(chunk).rowSum()));
    float[] shares = counts.toArray();
    for (int i = 0; i < shares.length; i++) {
      shares[i] = shares[i] > 0 ? 1 / (shares[i] * shares.length) : 0;
    }
    return query.device().of(shares, shares.length, 1);
  }

  /** What is said of the batch. */
  ContrastiveLoss.Result result() {
    Matrix ofPositives = distances.descendToRows(positive, ofPositive);
    return new ContrastiveLoss.Result(
        value,
        query.multiply(positive).sum() / query.rows(),
        distances.gradient(),
        ofPositives,
        negatives.gradients());
  }
}
