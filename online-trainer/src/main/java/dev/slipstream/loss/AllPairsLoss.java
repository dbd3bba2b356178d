package dev.slipstream.loss;

import dev.slipstream.matrix.Matrix;
import java.util.List;

/**
 * After the (C_{N,2} + 1)-pair loss (López-Espejo, Tan and Jensen 2021, "A novel loss function and
 * training strategy for noise-robust keyword spotting", doi:10.1109/TASLP.2021.3092567), which sets
 * one pair of a class against all pairs of N classes, where N-pairs sets it against those of its
 * anchor alone: {@code log (1 + Σ_{j,k} e^((q_j·k - q_i·p_i) / τ))} of query i, over every query j
 * and each of its negatives k.
 *
 * <p>Derived from the paper's title and abstract, and from N-pairs, which it is said to extend; the
 * paper's own formula was not at hand and may weigh the pairs otherwise.
 *
 * @param temperature τ
 * @param chunkRows negatives compared at a time
 */
public record AllPairsLoss(double temperature, int chunkRows) implements ContrastiveLoss {

  public AllPairsLoss {
    InfoNceLoss.TEMPERATURE.check(temperature);
    InfoNceLoss.CHUNK_ROWS.check(chunkRows);
  }

  @Override
  public Result evaluate(Matrix query, Matrix positive, long[] items, List<ItemKeys> negatives) {
    Softmax softmax = new Softmax(query, positive, items, negatives, temperature, chunkRows);
    Partition partition = softmax.negatives();
    double logSum = Logits.logSumExp(partition.logSums());
    int n = query.rows();
    double value = 0;
    double ofLogSum = 0;
    double[] ofPositives = new double[n];
    for (int i = 0; i < n; i++) {
      double ahead = logSum - softmax.positiveLogits()[i];
      double missed = Logits.sigmoid(ahead) / n;
      value += Logits.softplus(ahead) / n;
      ofLogSum += missed;
      ofPositives[i] = -missed;
    }
    double[] ofLogSums = new double[n];
    for (int i = 0; i < n; i++) {
      ofLogSums[i] = ofLogSum * Math.exp(partition.logSums()[i] - logSum);
    }
    Matrix queryGradient = query.device().zeros(n, query.cols());
    partition.descend(ofLogSums, queryGradient);
    return softmax.result(value, ofPositives, queryGradient);
  }
}
