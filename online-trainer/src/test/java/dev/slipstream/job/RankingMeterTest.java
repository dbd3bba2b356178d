package dev.slipstream.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.slipstream.recommend.Interaction;
import dev.slipstream.recommend.Interaction.Feedback;
import dev.slipstream.recommend.Ranker;
import dev.slipstream.wire.Ranking;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RankingMeterTest {

  private final KnownItems items = new KnownItems(1000);
  private final List<List<String>> asked = new ArrayList<>();

  /** Items are as good as their number is small. */
  private final Ranker ranker =
      new Ranker() {
        @Override
        public float[] scores(Interaction context, List<String> candidates) {
          asked.add(List.copyOf(candidates));
          float[] scores = new float[candidates.size()];
          for (int i = 0; i < scores.length; i++) {
            scores[i] = -Float.parseFloat(candidates.get(i));
          }
          return scores;
        }

        @Override
        public void learn(Interaction interaction) {
          throw new AssertionError("a test must not teach");
        }
      };

  @Test
  void ranksTheTakenItemAmongOthersDrawnOnce() {
    RankingMeter meter = meter(200, new RankingConfig(20, 0));

    meter.test(ranker, took("0"), 1);
    meter.test(ranker, took("199"), 2);

    assertThat(asked).hasSize(2).allMatch(c -> c.size() == 20 && new HashSet<>(c).size() == 20);
    assertThat(asked.get(0)).isNotEqualTo(asked.get(1)).startsWith("0");
    Ranking ranking = meter.rankings().get(0);
    assertThat(meter.rankings()).hasSize(1);
    assertThat(ranking.getCandidates()).isEqualTo(20);
    assertThat(ranking.getTests()).isEqualTo(2);
    assertThat(ranking.getHrAt10().getMean()).isEqualTo(0.5);
    assertThat(ranking.getNdcgAt10().getMean()).isEqualTo(0.5);
    assertThat(ranking.getMrr().getMean()).isCloseTo((1 + 1 / 20.0) / 2, within(1e-12));
  }

  @Test
  void drawsTheSameForTheSameNumber() {
    meter(200, new RankingConfig(20, 0)).test(ranker, took("3"), 7);
    meter(200, new RankingConfig(20, 0)).test(ranker, took("3"), 7);

    assertThat(asked.get(0)).isEqualTo(asked.get(1));
  }

  @Test
  void ranksAmongAllNowAndThen() {
    RankingMeter meter = meter(50, new RankingConfig(5, 2));

    for (int i = 0; i < 5; i++) {
      meter.test(ranker, took("10"), i);
    }

    Ranking all = meter.rankings().get(1);
    assertThat(all.getCandidates()).isZero();
    assertThat(all.getTests()).isEqualTo(2);
    assertThat(all.getMrr().getMean()).isCloseTo(1 / 11.0, within(1e-12));
    assertThat(all.getHrAt10().getMean()).isZero();
  }

  @Test
  void fewItemsAreAllCandidatesAndAnUnknownOneIsToo() {
    RankingMeter meter = meter(3, new RankingConfig(20, 1));

    meter.test(ranker, took("9"), 1);

    assertThat(asked).allSatisfy(c -> assertThat(c).containsExactly("9", "0", "1", "2"));
  }

  @Test
  void figuresBeginAnew() {
    RankingMeter meter = meter(3, new RankingConfig(20, 1));
    meter.test(ranker, took("1"), 1);

    meter.reset();

    assertThat(meter.rankings()).isEmpty();
  }

  private RankingMeter meter(int count, RankingConfig config) {
    for (int i = 0; i < count; i++) {
      items.add("" + i);
    }
    return new RankingMeter(config, items, 42);
  }

  private static Interaction took(String item) {
    return new Interaction("e", "u", item, 1, Map.of(), Feedback.TAKEN, 1);
  }
}
