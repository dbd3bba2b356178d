package dev.slipstream.job.ranking;

import dev.slipstream.config.Option;
import dev.slipstream.config.Settings;
import java.util.List;

/**
 * How a recommender is tested while it learns.
 *
 * @param candidates drawn for each test, the taken item among them
 * @param allEvery tests of which one is among all items; 0 for none
 * @param challenger settings of a second recommender in the same tests; empty for none
 */
public record RankingConfig(int candidates, int allEvery, String challenger) {

  static final Option<Integer> CANDIDATES =
      Option.ofInt("recommend.test-candidates", 101)
          .atLeast(2)
          .atMost(100_000)
          .unit("items")
          .doc("Items among which each taken one is ranked before it is learned, itself included.");
  static final Option<Integer> ALL_EVERY =
      Option.ofInt("recommend.test-all-every", 100)
          .atLeast(0)
          .unit("tests")
          .doc("Every so many tests rank among all items known besides; 0 does never.");

  public static final Option<String> CHALLENGER =
      Option.ofString("recommend.challenger", "")
          .doc(
              "A second recommender on the same stream and in the same tests, never published: what"
                  + " differs, such as loss=n-pairs;learning-rate=0.002. Empty for none.");

  public static final List<Option<?>> OPTIONS = List.of(CANDIDATES, ALL_EVERY, CHALLENGER);

  public RankingConfig {
    CANDIDATES.check(candidates);
    ALL_EVERY.check(allEvery);
  }

  /** Reads the options of this record. */
  static RankingConfig from(Settings settings) {
    return new RankingConfig(
        settings.get(CANDIDATES), settings.get(ALL_EVERY), settings.get(CHALLENGER));
  }
}
