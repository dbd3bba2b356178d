package dev.slipstream.infra.evaluate.recommend;

import dev.slipstream.config.Settings;
import dev.slipstream.recommend.Content;
import dev.slipstream.recommend.Ranker;
import dev.slipstream.recommend.RecommendLearner;
import dev.slipstream.recommend.Variant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * A recommender that takes part in an evaluation.
 *
 * @param name in keys of results, such as {@code popularity}
 * @param maker of one that has learned nothing
 * @param learnsMore whether another pass over the stream teaches it more; one that counts sees it
 *     once
 */
public record Contender(String name, Supplier<Ranker> maker, boolean learnsMore) {

  /** The name of {@link #learned}. */
  public static final String LEARNED = "learned";

  /** The name of {@link #challenger}. */
  public static final String CHALLENGER = "challenger";

  private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");

  /**
   * The learned recommender.
   *
   * @param texts of items, by id; a text's lines and words in the order of their importance
   */
  public static Contender learned(Settings settings, Map<String, String> texts) {
    return learned(LEARNED, settings, texts);
  }

  /**
   * Another learned recommender.
   *
   * @param variant what is set otherwise, as {@link Variant} reads it
   */
  public static Contender challenger(Settings settings, String variant, Map<String, String> texts) {
    return learned(CHALLENGER, Variant.of(settings, variant), texts);
  }

  private static Contender learned(String name, Settings settings, Map<String, String> texts) {
    return new Contender(
        name,
        () -> {
          RecommendLearner learner = RecommendLearner.create(settings, 0);
          texts.forEach((id, text) -> learner.item(id, Content.ofWords(words(text))));
          return learner;
        },
        true);
  }

  private static List<String> words(String text) {
    return NO_WORD
        .splitAsStream(text.toLowerCase(Locale.ROOT))
        .filter(word -> !word.isEmpty())
        .toList();
  }

  /**
   * What a learned recommender must beat, in the order of results. Each does best with these
   * settings on the last tenth of the MovieLens stream in {@code docs/measurements.md}.
   *
   * @param seed of what is drawn
   */
  public static List<Contender> baselines(long seed) {
    BprFactors.Setting factors = new BprFactors.Setting(64, 0.02, 0.01, 10, 5);
    ItemNeighbours.Setting neighbours = new ItemNeighbours.Setting(50, 20, 3, 20, 0.5, 8000);
    return List.of(
        new Contender("popularity", () -> new Popularity(Double.POSITIVE_INFINITY), false),
        new Contender("popularity_by_context", () -> new ContextPopularity(10_000), false),
        new Contender("recent_popularity", () -> new Popularity(8000), false),
        new Contender("matrix_factorisation_bpr", () -> new BprFactors(factors, seed), true),
        new Contender("item_knn", () -> new ItemNeighbours(neighbours), false));
  }
}
