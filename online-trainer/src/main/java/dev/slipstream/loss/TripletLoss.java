package dev.slipstream.loss;

import dev.slipstream.matrix.Matrix;
import java.util.List;

/**
 * Triplets (FaceNet: Schroff, Kalenichenko and Philbin 2015, arXiv:1503.03832, eq. 2): of query i
 * the mean over its negatives of {@code max(0, |q - p|² - |q - k|² + m)}. Which negatives are hard
 * enough to be looked at is for those who choose them.
 *
 * @param margin m, above 0; the paper has 0.2
 * @param chunkRows negatives compared at a time
 */
public record TripletLoss(double margin, int chunkRows) implements ContrastiveLoss {

  public TripletLoss {
    Losses.MARGIN.check(margin);
    InfoNceLoss.CHUNK_ROWS.check(chunkRows);
  }

  @Override
  public Result evaluate(Matrix query, Matrix positive, long[] items, List<ItemKeys> negatives) {
    Pairs pairs = new Pairs(query, positive, items, negatives, chunkRows);
    Matrix near = pairs.squaredToPositive().add(Logits.scalar(query.device(), margin));
    pairs.read(
        (chunk, squared, share) -> {
          squared.multiplyInPlace(-1);
          squared.addInPlace(near);
          Hinge hinge = Hinge.of(squared);
          hinge.slope().multiplyInPlace(share);
          pairs.ofPositive().addInPlace(hinge.slope().rowSum());
          pairs.descend(chunk, hinge.slope().multiply(-1));
          return hinge.value().multiply(share).sum();
        });
    return pairs.result();
  }
}
