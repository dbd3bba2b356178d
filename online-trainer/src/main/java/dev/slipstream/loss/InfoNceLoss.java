package dev.slipstream.loss;

import dev.slipstream.config.Option;
import dev.slipstream.config.Settings;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.matrix.Shapes;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * InfoNCE against queued negatives (MoCo: He et al. 2019, arXiv:1911.05722, eq. 1), with its
 * gradient in closed form. Stateless and thread-safe.
 *
 * <p>The negatives are read once, in chunks: a softmax-weighted sum of the keys is kept and scaled
 * down whenever a chunk holds a greater logit (Milakov and Gimelshein 2018, arXiv:1805.02867), so
 * that memory is O(N × chunk) however long the queue is.
 *
 * @param temperature what cosines are divided by
 * @param chunkRows negatives compared at a time
 */
public record InfoNceLoss(double temperature, int chunkRows) {

  public static final Option<Double> TEMPERATURE =
      Option.ofDouble("loss.temperature", 0.2)
          .above(0.0)
          .atMost(100.0)
          .doc("What cosines are divided by: lower looks harder at the nearest negatives.");
  public static final Option<Integer> CHUNK_ROWS =
      Option.ofInt("loss.chunk-rows", 8192)
          .atLeast(1)
          .unit("rows")
          .doc(
              "Negatives compared at a time; bounds the loss's memory, does not change its value.");

  public static final List<Option<?>> OPTIONS = List.of(TEMPERATURE, CHUNK_ROWS);

  /**
   * What the loss says of a batch.
   *
   * @param value nats, mean over N
   * @param positiveSimilarity mean cosine of query and positive
   * @param queryGradient d value / d query, {@code [N, D]}
   * @param positiveGradient d value / d positive, {@code [N, D]}
   */
  public record Result(
      double value, double positiveSimilarity, Matrix queryGradient, Matrix positiveGradient) {}

  public InfoNceLoss {
    TEMPERATURE.check(temperature);
    CHUNK_ROWS.check(chunkRows);
  }

  /** Reads the options of this record. */
  public static InfoNceLoss from(Settings settings) {
    return new InfoNceLoss(settings.get(TEMPERATURE), settings.get(CHUNK_ROWS));
  }

  /**
   * Value and gradients.
   *
   * @param query {@code [N, D]}, unit rows
   * @param positive {@code [N, D]}, unit rows; row i is the key of query i
   * @param negatives {@code [K, D]}, unit rows
   * @throws IllegalArgumentException if the shapes do not fit
   */
  public Result evaluate(Matrix query, Matrix positive, Matrix negatives) {
    Shapes.requireCols("negatives", negatives, query.cols());
    return evaluate(
        query, positive, sums -> accumulate(sums, negatives, (from, to) -> Optional.empty()));
  }

  /**
   * Value and gradients where keys of the queries' own items may lie among the negatives: those are
   * left out, each for the queries of its item alone. A query that has no negative left has a loss
   * of 0.
   *
   * @param query {@code [N, D]}, unit rows
   * @param positive {@code [N, D]}, unit rows; row i is the key of query i
   * @param items of the queries; its length is N
   * @param negatives all of width D, together the K negatives
   * @throws IllegalArgumentException if the shapes do not fit
   */
  public Result evaluate(Matrix query, Matrix positive, long[] items, List<ItemKeys> negatives) {
    if (items.length != query.rows()) {
      throw new IllegalArgumentException(
          "items: must be %d, one for each query, was %d".formatted(query.rows(), items.length));
    }
    negatives.forEach(keys -> Shapes.requireCols("negatives", keys.rows(), query.cols()));
    OwnKeys own = OwnKeys.of(query.device(), items);
    return evaluate(
        query,
        positive,
        sums ->
            negatives.forEach(
                keys ->
                    accumulate(sums, keys.rows(), (from, to) -> own.mask(keys.items(), from, to))));
  }

  /** Sums over all keys so far, relative to {@code exp(shift)}. */
  private record Sums(Matrix scaledQuery, Matrix shift, Matrix weight, Matrix weightedKeys) {}

  /** What is added to the logits of a chunk of the keys, if anything. */
  private interface Masks {
    Optional<Matrix> of(int from, int to);
  }

  private Result evaluate(Matrix query, Matrix positive, Consumer<Sums> negatives) {
    Shapes.requireShape("positive", positive, query.rows(), query.cols());
    int n = query.rows();
    float sharpness = (float) (1 / temperature);
    Matrix scaledQuery = query.multiply(sharpness);
    Matrix positiveLogit = scaledQuery.multiply(positive).rowSum();

    Matrix shift = positiveLogit.copy(); // the positive is the first of the keys
    Matrix weight = query.device().zeros(n, 1);
    weight.fillInPlace(1);
    Matrix weightedKeys = positive.copy();
    negatives.accept(new Sums(scaledQuery, shift, weight, weightedKeys));

    Matrix logPartition = weight.log();
    logPartition.addInPlace(shift);
    double value = logPartition.subtract(positiveLogit).sum() / n;

    float scale = sharpness / n;
    Matrix queryGradient = weightedKeys.divide(weight); // the expected key under the softmax
    queryGradient.axpyInPlace(-1, positive);
    queryGradient.multiplyInPlace(scale);
    Matrix missed = positiveLogit.subtract(logPartition).exp(); // the positive's probability
    missed.addInPlace(query.device().of(new float[] {-1}, 1, 1));
    missed.multiplyInPlace(scale);
    return new Result(
        value, positiveLogit.sum() * temperature / n, queryGradient, query.multiply(missed));
  }

  private void accumulate(Sums sums, Matrix negatives, Masks masks) {
    for (int from = 0; from < negatives.rows(); from += chunkRows) {
      int to = Math.min(negatives.rows(), from + chunkRows);
      accumulate(sums, negatives.rowRange(from, to), masks.of(from, to));
    }
  }

  private static void accumulate(Sums sums, Matrix keys, Optional<Matrix> mask) {
    try (Matrix logits = sums.scaledQuery().matmulTransposed(keys)) {
      mask.ifPresent(logits::addInPlace);
      try (Matrix rise = logits.rowMax()) {
        rise.axpyInPlace(-1, sums.shift());
        rise.clampInPlace(0, Float.MAX_VALUE);
        sums.shift().addInPlace(rise);
        rise.multiplyInPlace(-1);
        try (Matrix shrink = rise.exp()) {
          sums.weight().multiplyInPlace(shrink);
          sums.weightedKeys().multiplyInPlace(shrink);
        }
      }
      logits.axpyInPlace(-1, sums.shift());
      try (Matrix weights = logits.exp();
          Matrix total = weights.rowSum();
          Matrix products = weights.matmul(keys)) {
        sums.weight().addInPlace(total);
        sums.weightedKeys().addInPlace(products);
      }
    }
    mask.ifPresent(Matrix::close);
  }
}
