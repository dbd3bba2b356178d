package dev.slipstream.loss;

import dev.slipstream.matrix.Matrix;
import java.util.List;

/**
 * Relaxed N-pairs (Kristoffersen, Shepstone and Tan 2020, arXiv:2002.01554): {@code -log (Σ_{j in
 * X} e^(q·p_j/τ) / Σ_k e^(q·k/τ))}, where X are the positive and all keys of the query's item,
 * which other losses pass over, and k runs over X and the negatives. A key that is the positive
 * itself is to be left out, see {@link ItemKeys#ofBatch}.
 *
 * @param temperature τ
 * @param chunkRows keys compared at a time
 */
public record RelaxedNPairsLoss(double temperature, int chunkRows) implements ContrastiveLoss {

  public RelaxedNPairsLoss {
    InfoNceLoss.TEMPERATURE.check(temperature);
    InfoNceLoss.CHUNK_ROWS.check(chunkRows);
  }

  @Override
  public Result evaluate(Matrix query, Matrix positive, long[] items, List<ItemKeys> negatives) {
    Softmax softmax = new Softmax(query, positive, items, negatives, temperature, chunkRows);
    return softmax.mean(RelaxedNPairsLoss::row, softmax.negatives(), softmax.own());
  }

  private static RowLoss.Row row(double positive, double[] logSums) {
    double others = logSums[0];
    double own = logSums[1];
    double right = Logits.logAdd(positive, own); // of all of X
    double missed = Logits.sigmoid(others - right);
    double ofOwn = Logits.sigmoid(own - positive);
    return new RowLoss.Row(
        Logits.softplus(others - right), -missed * (1 - ofOwn), missed, -missed * ofOwn);
  }
}
