package dev.slipstream.loss;

import dev.slipstream.loss.Negatives.Which;
import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.matrix.Shapes;
import java.util.List;

/**
 * A loss of one query that looks at no more than the logit of its positive and the log-sum of its
 * negatives' logits.
 */
@FunctionalInterface
interface RowLoss {

  /**
   * One query's loss.
   *
   * @param value nats
   * @param ofPositive d value / d positive
   * @param ofNegatives d value / d negatives
   */
  record Row(double value, double ofPositive, double ofNegatives) {}

  /**
   * Value and derivatives.
   *
   * @param positive logit of the positive
   * @param negatives {@code log Σ e^logit} of the negatives, -1e6 or less if there is none
   */
  Row of(double positive, double negatives);

  /** The mean over a batch, as {@link ContrastiveLoss#evaluate} has it. */
  default ContrastiveLoss.Result mean(
      Matrix query,
      Matrix positive,
      long[] items,
      List<ItemKeys> blocks,
      double temperature,
      int chunkRows) {
    Shapes.requireShape("positive", positive, query.rows(), query.cols());
    Negatives negatives = Negatives.of(query, items, blocks, chunkRows);
    int n = query.rows();
    float sharpness = (float) (1 / temperature);
    Matrix scaledQuery = query.multiply(sharpness);
    float[] positiveLogit = scaledQuery.multiply(positive).rowSum().toArray();
    Partition partition = new Partition(scaledQuery, negatives, Which.OTHERS);
    float[] logSum = partition.logSum();

    double value = 0;
    double similarity = 0;
    float[] positiveShare = new float[n];
    float[] negativeShare = new float[n];
    for (int i = 0; i < n; i++) {
      Row row = of(positiveLogit[i], logSum[i]);
      value += row.value() / n;
      similarity += positiveLogit[i] * temperature / n;
      positiveShare[i] = (float) (row.ofPositive() / n);
      negativeShare[i] = (float) (row.ofNegatives() / n);
    }
    Device device = query.device();
    Matrix ofPositive = device.of(positiveShare, n, 1);
    Matrix ofNegatives = device.of(negativeShare, n, 1);
    partition.descend(ofNegatives);
    Matrix queryGradient = partition.expectedKey().multiply(ofNegatives);
    queryGradient.addInPlace(positive.multiply(ofPositive));
    queryGradient.multiplyInPlace(sharpness);
    return new ContrastiveLoss.Result(
        value, similarity, queryGradient, scaledQuery.multiply(ofPositive), negatives.gradients());
  }
}
