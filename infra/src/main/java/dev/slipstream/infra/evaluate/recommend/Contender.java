package dev.slipstream.infra.evaluate.recommend;

import dev.slipstream.recommend.Ranker;
import java.util.List;
import java.util.function.Supplier;

/**
 * A recommender that takes part in an evaluation.
 *
 * @param name in keys of results, such as {@code popularity}
 * @param maker of one that has learned nothing
 * @param learnsMore whether another pass over the stream teaches it more; one that counts sees it
 *     once
 */
public record Contender(String name, Supplier<Ranker> maker, boolean learnsMore) {

  /**
   * What is known without deep learning, in the order of results. Their settings did best on the
   * last tenth of the MovieLens stream of {@code measurements.md}.
   *
   * @param seed of what is drawn
   */
  public static List<Contender> baselines(long seed) {
    return List.of(
        new Contender("popularity", () -> new Popularity(Double.POSITIVE_INFINITY), false),
        new Contender("popularity_by_context", () -> new ContextPopularity(1000), false),
        new Contender("recent_popularity", () -> new Popularity(2000), false),
        new Contender(
            "matrix_factorisation_bpr",
            () -> new BprFactors(new BprFactors.Setting(32, 0.05, 0.01, 5, 20), seed),
            true),
        new Contender(
            "item_knn",
            () -> new ItemNeighbours(new ItemNeighbours.Setting(50, 10, 10, 20, 0.5, 2000)),
            false));
  }
}
