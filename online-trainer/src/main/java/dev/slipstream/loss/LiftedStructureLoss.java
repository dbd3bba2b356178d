package dev.slipstream.loss;

import dev.slipstream.loss.Negatives.Chunk;
import dev.slipstream.loss.Negatives.Which;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.matrix.Shapes;
import java.util.Arrays;
import java.util.List;

/**
 * Lifted structured embedding (Song et al. 2016, arXiv:1511.06452, eq. 4): {@code max(0, J)² / 2}
 * of each query and its positive, where
 *
 * <pre>{@code J = |q - p| + log (Σ_k e^(α - |q - k|) + Σ_k e^(α - |p - k|))}</pre>
 *
 * <p>over the negatives that both have in common.
 *
 * @param margin α, above 0; the paper has 1
 * @param chunkRows negatives compared at a time
 */
public record LiftedStructureLoss(double margin, int chunkRows) implements ContrastiveLoss {

  public LiftedStructureLoss {
    Losses.MARGIN.check(margin);
    InfoNceLoss.CHUNK_ROWS.check(chunkRows);
  }

  @Override
  public Result evaluate(Matrix query, Matrix positive, long[] items, List<ItemKeys> negatives) {
    Shapes.requireShape("positive", positive, query.rows(), query.cols());
    Negatives keys = Negatives.of(query, items, negatives, chunkRows);
    End ofQuery = new End(query, keys);
    End ofPositive = new End(positive, keys);
    Distances pair = new Distances(query);
    float[] squared = pair.squaredToRows(positive).toArray();
    int n = query.rows();
    double value = 0;
    double[] ofSquared = new double[n];
    double[] toQuery = new double[n];
    double[] toPositive = new double[n];
    for (int i = 0; i < n; i++) {
      double distance = Math.sqrt(squared[i]);
      double all = Logits.logAdd(ofQuery.logSums[i], ofPositive.logSums[i]);
      double size = Math.max(0, distance + all);
      value += size * size / (2 * n);
      ofSquared[i] = size / n / (2 * distance);
      toQuery[i] = size / n * Math.exp(ofQuery.logSums[i] - all);
      toPositive[i] = size / n * Math.exp(ofPositive.logSums[i] - all);
    }
    ofQuery.descend(toQuery);
    ofPositive.descend(toPositive);
    Matrix positiveGradient =
        pair.descendToRows(positive, Logits.column(query.device(), ofSquared));
    return new Result(
        value,
        query.multiply(positive).sum() / n,
        ofQuery.distances.gradient().add(pair.gradient()),
        ofPositive.distances.gradient().add(positiveGradient),
        keys.gradients());
  }

  /** One end of the positive pairs, with {@code log Σ_k e^(α - |x - k|)} of each row. */
  private final class End {

    final Distances distances;
    final double[] logSums;
    private final Negatives keys;

    End(Matrix rows, Negatives keys) {
      this.distances = new Distances(rows);
      this.keys = keys;
      this.logSums = new double[rows.rows()];
      Arrays.fill(logSums, Logits.EXCLUDED);
      keys.read(
          Which.OTHERS,
          chunk -> {
            float[] more = logits(chunk, distance(chunk)).rowLogSumExp().toArray();
            Arrays.setAll(logSums, i -> Logits.logAdd(logSums[i], more[i]));
          });
    }

    void descend(double[] ofLogSums) {
      Matrix share = Logits.column(distances.gradient().device(), ofLogSums);
      share.multiplyInPlace(-0.5f); // d |x| / d |x|² is 1 / (2 |x|)
      double[] opposite = Arrays.stream(logSums).map(sum -> -sum).toArray();
      Matrix minusLogSum = Logits.column(share.device(), opposite);
      keys.read(
          Which.OTHERS,
          chunk -> {
            Matrix distance = distance(chunk);
            Matrix logits = logits(chunk, distance);
            logits.addInPlace(minusLogSum);
            Matrix softmax = logits.exp();
            softmax.multiplyInPlace(share);
            distances.descend(chunk, softmax.divide(distance));
          });
    }

    private Matrix distance(Chunk chunk) {
      return distances.squaredTo(chunk.keys()).sqrt();
    }

    private Matrix logits(Chunk chunk, Matrix distance) {
      Matrix logits = distance.multiply(-1);
      logits.addInPlace(Logits.scalar(logits.device(), margin));
      chunk.offset().ifPresent(logits::addInPlace);
      return logits;
    }
  }
}
