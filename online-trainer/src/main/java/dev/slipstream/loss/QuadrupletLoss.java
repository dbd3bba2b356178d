package dev.slipstream.loss;

import dev.slipstream.loss.Negatives.Chunk;
import dev.slipstream.matrix.Matrix;
import java.util.Arrays;
import java.util.List;

/**
 * Quadruplets (Chen et al. 2017, arXiv:1704.01719, eq. 5): the triplets of {@link TripletLoss} with
 * margin α₁, and as the mean over the negatives {@code max(0, |q_i - p_i|² - |q_l - k|² + α₂)},
 * which sets the positive against a pair that the query is no part of. That pair is of the batch's
 * next query l, which has to be of another item, as has k of both. Distances are Euclidean; the
 * paper learns them.
 *
 * @param margin α₁, above 0; the paper's α₂ is half of it
 * @param chunkRows negatives compared at a time
 */
public record QuadrupletLoss(double margin, int chunkRows) implements ContrastiveLoss {

  public QuadrupletLoss {
    Losses.MARGIN.check(margin);
    InfoNceLoss.CHUNK_ROWS.check(chunkRows);
  }

  @Override
  public Result evaluate(Matrix query, Matrix positive, long[] items, List<ItemKeys> negatives) {
    Pairs pairs = new Pairs(query, positive, items, negatives, chunkRows);
    Strangers strangers = new Strangers(query, items, pairs.negatives());
    Matrix near = pairs.squaredToPositive().add(Logits.scalar(query.device(), margin));
    Matrix nearer = pairs.squaredToPositive().add(Logits.scalar(query.device(), margin / 2));
    Matrix strangerShares = pairs.shares(strangers::weights);
    pairs.read(
        (chunk, squared, share) -> {
          Hinge own = Hinge.of(squared.multiply(-1).add(near));
          Hinge other = Hinge.of(squared.gather(strangers.next).multiply(-1).add(nearer));
          Matrix otherShare = strangers.weights(chunk).multiply(strangerShares);
          own.slope().multiplyInPlace(share);
          other.slope().multiplyInPlace(otherShare);
          Matrix gradient = other.slope().gather(strangers.last);
          gradient.addInPlace(own.slope());
          pairs.descend(chunk, gradient.multiply(-1));
          pairs.ofPositive().addInPlace(own.slope().rowSum());
          pairs.ofPositive().addInPlace(other.slope().rowSum());
          return own.value().multiply(share).sum() + other.value().multiply(otherShare).sum();
        });
    return pairs.result();
  }

  /** Which pairs of the next query a query is set against. */
  private static final class Strangers {

    final int[] next;
    final int[] last;
    private final Matrix differs;
    private final Negatives negatives;

    Strangers(Matrix query, long[] items, Negatives negatives) {
      int n = items.length;
      this.next = new int[n];
      this.last = new int[n];
      Arrays.setAll(next, i -> (i + 1) % n);
      Arrays.setAll(last, i -> (i + n - 1) % n);
      double[] different = new double[n];
      Arrays.setAll(different, i -> items[i] == items[next[i]] ? 0 : 1);
      this.differs = Logits.column(query.device(), different);
      this.negatives = negatives;
    }

    /** The geometric mean of what a key counts as for both queries, {@code [N, rows]}. */
    Matrix weights(Chunk chunk) {
      Matrix own = negatives.weights(chunk);
      Matrix both = own.multiply(own.gather(next)).sqrt();
      both.multiplyInPlace(differs);
      return both;
    }
  }
}
