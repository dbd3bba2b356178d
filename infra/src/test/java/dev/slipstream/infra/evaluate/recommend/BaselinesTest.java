package dev.slipstream.infra.evaluate.recommend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.slipstream.recommend.Interaction;
import dev.slipstream.recommend.Interaction.Feedback;
import dev.slipstream.recommend.Ranker;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BaselinesTest {

  private static final List<String> ITEMS = List.of("a", "b", "c", "never met");

  @Test
  void popularityCountsWhatWasTaken() {
    Popularity popularity = new Popularity(Double.POSITIVE_INFINITY);
    "abbcab".chars().forEach(item -> popularity.learn(taken("u", "" + (char) item)));
    popularity.learn(interaction("u", "c", Feedback.SEEN, Map.of()));
    popularity.learn(interaction("u", "c", Feedback.REFUSED, Map.of()));

    assertThat(popularity.scores(taken("v", "a"), ITEMS)).containsExactly(2, 3, 1, 0);
  }

  @Test
  void recentPopularityHalvesWithEachHalfLife() {
    Popularity popularity = new Popularity(2);
    "abbcc".chars().forEach(item -> popularity.learn(taken("u", "" + (char) item)));

    float[] scores = popularity.scores(taken("v", "a"), ITEMS);

    float root = (float) Math.sqrt(0.5);
    assertThat(scores)
        .containsExactly(new float[] {0.25f, 0.5f * root + 0.5f, 1 + root, 0}, within(1e-6f));
  }

  @Test
  void recentPopularityHoldsForAsLongAsAStreamLasts() {
    Popularity popularity = new Popularity(1);
    for (int i = 0; i < 3000; i++) {
      popularity.learn(taken("u", i % 2 == 0 ? "a" : "b"));
    }

    assertThat(popularity.scores(taken("v", "a"), ITEMS))
        .containsExactly(new float[] {2 / 3f, 4 / 3f, 0, 0}, within(1e-6f));
  }

  @Test
  void popularityByContextIsTheSmoothedShareOfEachValue() {
    ContextPopularity popularity = new ContextPopularity(2);
    popularity.learn(interaction("u", "a", Feedback.TAKEN, place("home")));
    popularity.learn(interaction("u", "a", Feedback.TAKEN, place("home")));
    popularity.learn(interaction("u", "b", Feedback.TAKEN, place("work")));
    popularity.learn(interaction("u", "b", Feedback.TAKEN, place("work")));

    // at home: a 2 of 2, everything: a and b one half each; (2 + 2 x 0.5) / (2 + 2)
    assertThat(popularity.scores(interaction("v", "c", Feedback.SEEN, place("home")), ITEMS))
        .containsExactly(new float[] {0.75f, 0.25f, 0, 0}, within(1e-6f));
    assertThat(popularity.scores(interaction("v", "c", Feedback.SEEN, place("moon")), ITEMS))
        .containsExactly(new float[] {0.5f, 0.5f, 0, 0}, within(1e-6f));
    assertThat(popularity.scores(taken("v", "c"), ITEMS))
        .containsExactly(new float[] {0.5f, 0.5f, 0, 0}, within(1e-6f));
  }

  @Test
  void popularityByContextKnowsTheHour() {
    ContextPopularity popularity = new ContextPopularity(1);
    for (int day = 1; day < 20; day++) {
      popularity.learn(at("2024-05-01T08:00:00Z", day, "a"));
      popularity.learn(at("2024-05-01T20:00:00Z", day, "b"));
    }

    float[] morning = popularity.scores(at("2024-05-01T08:30:00Z", 30, "c"), ITEMS);
    float[] evening = popularity.scores(at("2024-05-01T20:30:00Z", 30, "c"), ITEMS);

    assertThat(morning[0]).isGreaterThan(morning[1]);
    assertThat(evening[1]).isGreaterThan(evening[0]);
  }

  @Test
  void neighboursAreWhatOthersMetWithTheHistory() {
    ItemNeighbours neighbours = new ItemNeighbours(new ItemNeighbours.Setting(10, 5, 5, 0, 1, 100));
    for (int user = 0; user < 5; user++) {
      neighbours.learn(taken("x" + user, "a"));
      neighbours.learn(taken("x" + user, "b"));
      neighbours.learn(taken("y" + user, "c"));
      neighbours.learn(taken("y" + user, "d"));
      neighbours.learn(taken("y" + user, "d2"));
    }
    neighbours.learn(taken("me", "a"));

    float[] scores = neighbours.scores(taken("me", "?"), List.of("b", "c", "d", "never met"));

    // with b, five times of five and six: 5 / sqrt(5 x 6); others by their popularity alone
    assertThat(scores[0]).isCloseTo((float) (5 / Math.sqrt(30)), within(1e-3f));
    assertThat(scores[1]).isBetween(1e-9f, 1e-3f);
    assertThat(scores[3]).isZero();
  }

  @Test
  void factorsFindWhichOfTwoTastesAUserHas() {
    BprFactors factors = new BprFactors(new BprFactors.Setting(8, 0.1, 0.01, 5, 10), 1);
    Random random = new Random(2);
    for (int i = 0; i < 3000; i++) {
      int user = random.nextInt(20);
      factors.learn(taken("u" + user, (user % 2 == 0 ? "sea" : "sky") + random.nextInt(12)));
    }

    float[] scores = factors.scores(taken("u4", "?"), List.of("sea1", "sea2", "sky1", "sky2"));

    assertThat(Math.min(scores[0], scores[1])).isGreaterThan(Math.max(scores[2], scores[3]));
  }

  @ParameterizedTest
  @MethodSource("baselines")
  void theSameSeedGivesTheSameScoresAndAnyStateCanBeAsked(Contender contender) {
    Ranker first = contender.maker().get();
    Ranker second = contender.maker().get();
    assertThat(first.scores(taken("u", "?"), ITEMS)).containsOnly(0);
    assertThat(first.scores(taken("u", "?"), List.of())).isEmpty();

    Random random = new Random(3);
    List<String> items = new ArrayList<>(ITEMS);
    for (int i = 0; i < 500; i++) {
      String item = "" + random.nextInt(40);
      Interaction met =
          interaction(
              i % 7 == 0 ? "" : "u" + random.nextInt(9),
              item,
              List.of(Feedback.TAKEN, Feedback.SEEN, Feedback.REFUSED).get(random.nextInt(3)),
              place("p" + random.nextInt(3)));
      first.learn(met);
      second.learn(met);
      items.add(item);
    }

    float[] scores = first.scores(taken("u1", "?"), items);
    assertThat(scores).isEqualTo(second.scores(taken("u1", "?"), items));
    for (float score : scores) {
      assertThat(score).isFinite();
    }
  }

  static List<Contender> baselines() {
    return Contender.baselines(5);
  }

  private static Map<String, List<String>> place(String value) {
    return Map.of("place", List.of(value));
  }

  private static Interaction taken(String user, String item) {
    return interaction(user, item, Feedback.TAKEN, Map.of());
  }

  private static Interaction at(String first, int days, String item) {
    long time = Instant.parse(first).plusSeconds(86_400L * days).toEpochMilli();
    return new Interaction("id", "u", item, time, Map.of(), Feedback.TAKEN, 1);
  }

  private static Interaction interaction(
      String user, String item, Feedback feedback, Map<String, List<String>> context) {
    return new Interaction("id", user, item, 0, context, feedback, 1);
  }
}
