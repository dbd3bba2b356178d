package dev.slipstream.job.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.slipstream.job.publication.Comparison;
import dev.slipstream.recommend.Interaction;
import dev.slipstream.recommend.Interaction.Feedback;
import dev.slipstream.recommend.Ranker;
import dev.slipstream.wire.Ranking;
import dev.slipstream.wire.RankingAhead;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
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
    RankingMeter meter = meter(200, new RankingConfig(20, 0, ""));

    meter.test(Map.of(Arm.LEARNER, ranker), took("0"), 1);
    meter.test(Map.of(Arm.LEARNER, ranker), took("199"), 2);

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
    meter(200, new RankingConfig(20, 0, "")).test(Map.of(Arm.LEARNER, ranker), took("3"), 7);
    meter(200, new RankingConfig(20, 0, "")).test(Map.of(Arm.LEARNER, ranker), took("3"), 7);

    assertThat(asked.get(0)).isEqualTo(asked.get(1));
  }

  @Test
  void ranksAmongAllNowAndThen() {
    RankingMeter meter = meter(50, new RankingConfig(5, 2, ""));

    for (int i = 0; i < 5; i++) {
      meter.test(Map.of(Arm.LEARNER, ranker), took("10"), i);
    }

    Ranking all = meter.rankings().get(1);
    assertThat(all.getCandidates()).isZero();
    assertThat(all.getTests()).isEqualTo(2);
    assertThat(all.getMrr().getMean()).isCloseTo(1 / 11.0, within(1e-12));
    assertThat(all.getHrAt10().getMean()).isZero();
  }

  @Test
  void fewItemsAreAllCandidatesAndAnUnknownOneIsToo() {
    RankingMeter meter = meter(3, new RankingConfig(20, 1, ""));

    meter.test(Map.of(Arm.LEARNER, ranker), took("9"), 1);

    assertThat(asked).allSatisfy(c -> assertThat(c).containsExactly("9", "0", "1", "2"));
  }

  @Test
  void figuresBeginAnew() {
    RankingMeter meter = meter(3, new RankingConfig(20, 1, ""));
    meter.test(Map.of(Arm.LEARNER, ranker), took("1"), 1);

    meter.reset();

    assertThat(meter.rankings()).isEmpty();
  }

  @Test
  void ranksSideBySideAndTellsHowFarOneIsAhead() {
    RankingMeter meter = meter(100, new RankingConfig(100, 3, ""));
    Map<Arm, Ranker> arms =
        Map.of(Arm.LEARNER, ranker, Arm.PUBLISHED, opposite(), Arm.CHALLENGER, ranker);

    for (int i = 0; i < 30; i++) {
      meter.test(arms, took("" + (i + 20)), i);
    }

    List<Ranking> told = meter.rankings();
    assertThat(told)
        .extracting(Ranking::getArm)
        .containsExactly(
            "learner", "learner", "published", "published", "challenger", "challenger");
    Ranking learner = told.get(0);
    assertThat(learner.getAheadList())
        .extracting(RankingAhead::getOf)
        .containsExactly("published", "challenger");
    assertThat(learner.getAhead(0).getTests()).isEqualTo(30);
    assertThat(learner.getAhead(0).getMrr().getMean())
        .isCloseTo(learner.getMrr().getMean() - told.get(2).getMrr().getMean(), within(1e-12));
    assertThat(learner.getAhead(0).getMrr().getLow()).isPositive();
    assertThat(learner.getAhead(1).getMrr().getHigh()).isZero();
    assertThat(told.get(2).getAheadList()).isEmpty();
    assertThat(told.get(1).getAhead(0).getTests()).as("among all").isEqualTo(10);
    Comparison comparison = meter.compare(Arm.LEARNER, Arm.PUBLISHED).orElseThrow();
    assertThat(comparison.users()).isEqualTo(30);
    assertThat(comparison.base()).isEqualTo(told.get(2).getMrr().getMean());
    assertThat(meter.compare(Arm.LEARNER, Arm.PREVIOUS)).isEmpty();
  }

  @Test
  void figuresGoOnWhereTheyWere() throws IOException {
    RankingConfig config = new RankingConfig(20, 4, "");
    Map<Arm, Ranker> arms = Map.of(Arm.LEARNER, ranker, Arm.PUBLISHED, opposite());
    RankingMeter meter = meter(100, config);
    for (int i = 0; i < 10; i++) {
      meter.test(arms, took("" + 3 * i), i);
    }
    ByteArrayOutputStream saved = new ByteArrayOutputStream();
    meter.save(new DataOutputStream(saved));
    RankingMeter restored = meter(100, config);

    restored.restore(new DataInputStream(new ByteArrayInputStream(saved.toByteArray())));
    for (int i = 10; i < 15; i++) {
      meter.test(arms, took("" + 3 * i), i);
      restored.test(arms, took("" + 3 * i), i);
    }

    assertThat(restored.rankings()).isEqualTo(meter.rankings());
    restored.forget(Arm.PUBLISHED);
    assertThat(restored.rankings()).hasSize(2).allMatch(told -> told.getAheadCount() == 0);
  }

  private Ranker opposite() {
    return new Ranker() {
      @Override
      public float[] scores(Interaction context, List<String> candidates) {
        float[] scores = ranker.scores(context, candidates);
        for (int i = 0; i < scores.length; i++) {
          scores[i] = -scores[i];
        }
        return scores;
      }

      @Override
      public void learn(Interaction interaction) {
        ranker.learn(interaction);
      }
    };
  }

  private RankingMeter meter(int count, RankingConfig config) {
    for (int i = 0; i < count; i++) {
      items.add("" + i);
    }
    return new RankingMeter(config, items, 42);
  }

  private static Interaction took(String item) {
    return new Interaction("e", "u" + item, item, 1, Map.of(), Feedback.TAKEN, 1);
  }
}
