package dev.slipstream.infra.evaluate.recommend;

import dev.slipstream.recommend.prequential.ClusteredMean;
import dev.slipstream.recommend.prequential.Estimate;
import dev.slipstream.recommend.prequential.Outcome;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * How far one recommender is ahead of another in a metric, on the same tests.
 *
 * @param relative difference over the other's mean
 * @param difference mean of the differences test by test, with the interval between users
 */
public record Lead(double relative, Estimate difference) {

  /**
   * Compares outcomes of the same tests in the same order.
   *
   * @param counted which tests count; the same of both
   * @param metric what a test is worth
   */
  public static Lead of(
      List<Outcome> one,
      List<Outcome> other,
      Predicate<Outcome> counted,
      ToDoubleFunction<Outcome> metric) {
    ClusteredMean difference = new ClusteredMean();
    ClusteredMean base = new ClusteredMean();
    for (int i = 0; i < one.size(); i++) {
      Outcome a = one.get(i);
      Outcome b = other.get(i);
      if (counted.test(a)) {
        difference.add(a.user(), metric.applyAsDouble(a) - metric.applyAsDouble(b));
        base.add(b.user(), metric.applyAsDouble(b));
      }
    }
    Estimate estimate = difference.estimate();
    return new Lead(estimate.mean() / base.estimate().mean(), estimate);
  }
}
