package dev.slipstream.loss;

import dev.slipstream.loss.Negatives.Which;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.matrix.Shapes;
import java.util.List;

/** One batch of a softmax-like loss: from rows to logits and log-sums, and back to gradients. */
final class Softmax {

  private final Matrix query;
  private final Matrix positive;
  private final Negatives negatives;
  private final float sharpness;
  private final float[] positiveLogits;

  /**
   * The positives' logits; the negatives are not read yet.
   *
   * @throws IllegalArgumentException if the shapes do not fit
   */
  Softmax(
      Matrix query,
      Matrix positive,
      long[] items,
      List<ItemKeys> blocks,
      double temperature,
      int chunkRows) {
    Shapes.requireShape("positive", positive, query.rows(), query.cols());
    this.query = query;
    this.positive = positive;
    this.negatives = Negatives.of(query, items, blocks, chunkRows);
    this.sharpness = (float) (1 / temperature);
    Matrix logits = query.multiply(positive).rowSum();
    logits.multiplyInPlace(sharpness);
    this.positiveLogits = logits.toArray();
  }

  /** What the queries are compared with. */
  Negatives keys() {
    return negatives;
  }

  /** Reads the negatives. */
  Partition negatives() {
    return negatives(1);
  }

  /** Reads the negatives, their logits times a factor. */
  Partition negatives(double factor) {
    return new Partition(query, factor * sharpness, negatives, Which.OTHERS);
  }

  /** Reads the keys of the queries' own items. */
  Partition own() {
    return new Partition(query, sharpness, negatives, Which.OWN);
  }

  /** One for each query. */
  float[] positiveLogits() {
    return positiveLogits;
  }

  /** The mean of a loss over the queries. */
  ContrastiveLoss.Result mean(RowLoss loss, Partition... partitions) {
    int n = query.rows();
    double value = 0;
    double[] ofPositives = new double[n];
    double[][] ofLogSums = new double[partitions.length][n];
    double[] logSums = new double[partitions.length];
    for (int i = 0; i < n; i++) {
      for (int p = 0; p < partitions.length; p++) {
        logSums[p] = partitions[p].logSums()[i];
      }
      RowLoss.Row row = loss.of(positiveLogits[i], logSums);
      value += row.value() / n;
      ofPositives[i] = row.ofPositive() / n;
      for (int p = 0; p < partitions.length; p++) {
        ofLogSums[p][i] = row.ofLogSums()[p] / n;
      }
    }
    Matrix queryGradient = query.device().zeros(n, query.cols());
    for (int p = 0; p < partitions.length; p++) {
      partitions[p].descend(ofLogSums[p], queryGradient);
    }
    return result(value, ofPositives, queryGradient);
  }

  /**
   * What is said of the batch.
   *
   * @param ofPositives d value / d {@link #positiveLogits}
   * @param queryGradient what the partitions gave; the rest is added
   */
  ContrastiveLoss.Result result(double value, double[] ofPositives, Matrix queryGradient) {
    Matrix share = Logits.column(query.device(), ofPositives);
    share.multiplyInPlace(sharpness);
    queryGradient.addInPlace(positive.multiply(share));
    double logits = 0;
    for (float logit : positiveLogits) {
      logits += logit;
    }
    return new ContrastiveLoss.Result(
        value,
        logits / sharpness / query.rows(),
        queryGradient,
        query.multiply(share),
        negatives.gradients());
  }
}
