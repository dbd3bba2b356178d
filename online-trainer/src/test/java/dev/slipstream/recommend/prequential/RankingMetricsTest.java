package dev.slipstream.recommend.prequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RankingMetricsTest {

  @Test
  void meansOfKnownRanks() {
    RankingMetrics metrics = of(1, 3, 10, 10.5, 40);

    assertThat(metrics.tests()).isEqualTo(5);
    assertThat(metrics.hitRate().mean()).isCloseTo(0.6, within(1e-12));
    // 1/log2(2), 1/log2(4), 1/log2(11) = 1, 0.5, 0.28906
    assertThat(metrics.ndcg().mean()).isCloseTo((1 + 0.5 + 0.289065) / 5, within(1e-6));
    assertThat(metrics.reciprocalRank().mean())
        .isCloseTo((1 + 1 / 3.0 + 0.1 + 1 / 10.5 + 0.025) / 5, within(1e-12));
  }

  @Test
  void nothingTestedHasNoMean() {
    assertThat(RankingMetrics.at(10).hitRate().mean()).isNaN();
  }

  @Test
  void refusesAPlaceBeforeTheFirst() {
    assertThatThrownBy(() -> RankingMetrics.at(10).add("user", 0.5))
        .hasMessage("rank: must be >= 1, was 0.5");
    assertThatThrownBy(() -> RankingMetrics.at(0)).hasMessage("k: must be >= 1, was 0");
  }

  @Property(tries = 200)
  void areSharesAndABetterRankIsNeverWorse(
      @ForAll @Size(min = 2, max = 20) List<@DoubleRange(min = 1, max = 50) Double> ranks) {
    double[] given = ranks.stream().mapToDouble(Double::doubleValue).toArray();
    double[] better = ranks.stream().mapToDouble(rank -> 1 + (rank - 1) / 2).toArray();

    RankingMetrics metrics = of(given);
    RankingMetrics improved = of(better);

    for (Estimate e : List.of(metrics.hitRate(), metrics.ndcg(), metrics.reciprocalRank())) {
      assertThat(e.mean()).isBetween(e.low() - 1e-12, e.high() + 1e-12);
      assertThat(e.low()).isGreaterThanOrEqualTo(0);
      assertThat(e.high()).isLessThanOrEqualTo(1);
    }
    assertThat(metrics.hitRate().mean()).isGreaterThanOrEqualTo(metrics.ndcg().mean() - 1e-12);
    assertThat(improved.hitRate().mean()).isGreaterThanOrEqualTo(metrics.hitRate().mean());
    assertThat(improved.ndcg().mean()).isGreaterThanOrEqualTo(metrics.ndcg().mean());
    assertThat(improved.reciprocalRank().mean())
        .isGreaterThanOrEqualTo(metrics.reciprocalRank().mean());
  }

  private static RankingMetrics of(double... ranks) {
    RankingMetrics metrics = RankingMetrics.at(10);
    for (int i = 0; i < ranks.length; i++) {
      metrics.add("user " + i, ranks[i]);
    }
    return metrics;
  }
}
