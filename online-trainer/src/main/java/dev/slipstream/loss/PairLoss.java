package dev.slipstream.loss;

import dev.slipstream.matrix.Matrix;
import java.util.List;

/**
 * Similar and dissimilar pairs (Hadsell, Chopra and LeCun 2006, "Dimensionality reduction by
 * learning an invariant mapping", eq. 4): {@code |q - p|² / 2}, and the mean over the query's
 * negatives of {@code max(0, m - |q - k|)² / 2}.
 *
 * @param margin m, beyond which a negative is far enough, above 0
 * @param chunkRows negatives compared at a time
 */
public record PairLoss(double margin, int chunkRows) implements ContrastiveLoss {

  public PairLoss {
    Losses.MARGIN.check(margin);
    InfoNceLoss.CHUNK_ROWS.check(chunkRows);
  }

  @Override
  public Result evaluate(Matrix query, Matrix positive, long[] items, List<ItemKeys> negatives) {
    Pairs pairs = new Pairs(query, positive, items, negatives, chunkRows);
    float share = 0.5f / query.rows();
    pairs.ofPositive().fillInPlace(share);
    pairs.add(share * pairs.squaredToPositive().sum());
    Matrix far = Logits.scalar(query.device(), margin);
    pairs.read(
        (chunk, squared, shares) -> {
          Matrix distance = squared.sqrt();
          Matrix lacking = distance.multiply(-1);
          lacking.addInPlace(far);
          lacking.clampInPlace(0, Float.MAX_VALUE);
          Matrix gradient = lacking.divide(distance).multiply(shares);
          pairs.descend(chunk, gradient.multiply(-0.5f));
          return lacking.multiply(lacking).multiply(shares).sum() / 2;
        });
    return pairs.result();
  }
}
