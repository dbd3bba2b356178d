package dev.slipstream.recommend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipstream.config.Settings;
import dev.slipstream.loss.RankingLoss;
import dev.slipstream.recommend.Interaction.Feedback;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A small world: forty items of four flavours; each user, and each device, takes one flavour. */
class RecommendLearnerTest {

  private static final int FLAVOURS = 4;
  private static final int ITEMS = 40;
  private static final List<String> IDS =
      IntStream.range(0, ITEMS).mapToObj(Integer::toString).toList();

  private static Settings settings() {
    return Settings.defaults(RecommendLearner.OPTIONS)
        .with(
            Map.of(
                "encoder.engine", "torch",
                "encoder.threads", "1",
                "recommend.context", "device:categorical,hour:hour,recent:recent",
                "recommend.dimensions", "16",
                "recommend.buckets", "256",
                "recommend.ids", "64",
                "recommend.batch-size", "32",
                "recommend.replayed", "32",
                "recommend.sampled", "20",
                "recommend.learning-rate", "0.01"));
  }

  /** A stream of interactions; every third tells no user but a device. */
  private static List<Interaction> stream(int length, long seed) {
    Random random = new Random(seed);
    List<Interaction> stream = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      int flavour = random.nextInt(FLAVOURS);
      int item = flavour + FLAVOURS * random.nextInt(ITEMS / FLAVOURS);
      boolean known = i % 3 != 0;
      stream.add(
          new Interaction(
              "e" + i,
              known ? "u" + flavour + "." + random.nextInt(5) : "",
              Integer.toString(item),
              1_000_000L + i * 60_000L,
              known ? Map.of() : Map.of("device", List.of("d" + flavour)),
              i % 7 == 5 ? Feedback.SEEN : Feedback.TAKEN,
              1));
    }
    return stream;
  }

  private static RecommendLearner learner(Settings settings) {
    RecommendLearner learner = RecommendLearner.create(settings, 0);
    for (int i = 0; i < ITEMS; i++) {
      learner.item(IDS.get(i), Content.ofWords(List.of("flavour" + i % FLAVOURS, "w" + i)));
    }
    return learner;
  }

  private static Interaction asking(String user, Map<String, List<String>> context) {
    return new Interaction("q", user, "?", 5_000_000, context, Feedback.TAKEN, 1);
  }

  /** The share of the ten best items that are of a flavour. */
  private static double share(RecommendLearner learner, Interaction context, int flavour) {
    float[] scores = learner.scores(context, IDS);
    return IntStream.range(0, ITEMS)
            .boxed()
            .sorted((a, b) -> Float.compare(scores[b], scores[a]))
            .limit(10)
            .filter(i -> i % FLAVOURS == flavour)
            .count()
        / 10.0;
  }

  @ParameterizedTest
  @EnumSource(RankingLoss.Kind.class)
  void learnsWhatDevicesAndUsersTakeByEveryLoss(RankingLoss.Kind loss) {
    try (RecommendLearner learner = learner(settings().with(RankingLoss.KIND, loss))) {
      stream(1600, 1).forEach(learner::learn);

      for (int flavour = 0; flavour < FLAVOURS; flavour++) {
        Interaction device = asking("", Map.of("device", List.of("d" + flavour)));
        assertThat(share(learner, device, flavour)).as("device").isGreaterThanOrEqualTo(0.6);
        Interaction user = asking("u" + flavour + ".0", Map.of());
        assertThat(share(learner, user, flavour)).as("user").isGreaterThanOrEqualTo(0.6);
      }
    }
  }

  @Test
  void recommendsAColdItemByItsContentAlone() {
    try (RecommendLearner learner = learner(settings())) {
      stream(1600, 1).forEach(learner::learn);

      learner.item("new", Content.ofWords(List.of("flavour2")));
      List<String> pair = List.of("new", "unheard of");
      float[] liked = learner.scores(asking("", Map.of("device", List.of("d2"))), pair);
      float[] other = learner.scores(asking("", Map.of("device", List.of("d1"))), pair);

      assertThat(liked[0]).isGreaterThan(other[0]);
      assertThat(liked[0]).isGreaterThan(liked[1]);
      assertThat(liked[1]).isZero();
    }
  }

  @Test
  void whatIsRefusedSinks() {
    List<Interaction> stream = stream(1600, 1);
    Settings settings = settings().with(Map.of("recommend.seen-weight", "0")); // seen is shown
    try (RecommendLearner asked = learner(settings);
        RecommendLearner refused = learner(settings)) {
      for (Interaction taken : stream) {
        asked.learn(taken);
        refused.learn(taken);
        // Every user is also shown items 0 and 4, of flavour 0; in one of the worlds they say no.
        for (String item : List.of("0", "4")) {
          asked.learn(shown(taken, item, Feedback.SEEN));
          refused.learn(shown(taken, item, Feedback.REFUSED));
        }
      }

      Interaction user = asking("u0.0", Map.of());
      assertThat(place(refused, user, "0")).isGreaterThan(place(asked, user, "0"));
      assertThat(place(refused, user, "4")).isGreaterThan(place(asked, user, "4"));
      assertThat(share(refused, user, 0)).as("others like them do not").isGreaterThan(0.5);
    }
  }

  private static Interaction shown(Interaction taken, String item, Feedback feedback) {
    return new Interaction(
        taken.id() + item, taken.user(), item, taken.timeMillis(), taken.context(), feedback, 1);
  }

  /** From 0 on. */
  private static int place(RecommendLearner learner, Interaction context, String item) {
    float[] scores = learner.scores(context, IDS);
    float own = scores[IDS.indexOf(item)];
    return (int) IntStream.range(0, ITEMS).filter(i -> scores[i] > own).count();
  }

  @Test
  void oldInteractionsFadeAndShortOnesCountLess() {
    FeatureRow row = new FeatureRow.Builder(1).build();
    Choice choice = new Choice("u", row, List.of(), new Item("a"), 3, 1_000);

    assertThat(choice.faded(11_000, Duration.ofSeconds(5)).weight()).isEqualTo(0.75f);
    assertThat(choice.faded(500, Duration.ofSeconds(5)).weight()).as("not yet").isEqualTo(3);
    assertThat(choice.faded(11_000, Duration.ZERO)).isSameAs(choice);
    RecommendConfig config =
        RecommendConfig.from(settings().with(Map.of("recommend.full-dwell", "10s")));
    assertThat(config.weight(2, 20_000)).isEqualTo(2);
    assertThat(config.weight(2, 5_000)).isEqualTo(1);
    assertThat(config.weight(2, 0)).isEqualTo(0.02f);
    assertThat(RecommendConfig.from(settings()).weight(2, 0)).isEqualTo(2);
  }

  @Test
  void aRestoredLearnerGoesOnBitForBit() throws IOException {
    List<Interaction> stream = stream(600, 2);
    try (RecommendLearner whole = learner(settings());
        RecommendLearner restored = RecommendLearner.create(settings(), 0)) {
      stream.subList(0, 333).forEach(whole::learn);
      ByteArrayOutputStream state = new ByteArrayOutputStream();
      whole.save(state);

      restored.restore(new ByteArrayInputStream(state.toByteArray()));
      assertThat(restored.sha256()).isEqualTo(whole.sha256());
      stream.subList(333, 600).forEach(whole::learn);
      stream.subList(333, 600).forEach(restored::learn);

      assertThat(restored.sha256()).isEqualTo(whole.sha256());
      assertThat(restored.scores(stream.get(5), IDS)).isEqualTo(whole.scores(stream.get(5), IDS));
    }
  }

  @Test
  void aStateOfOtherSettingsIsRefused() throws IOException {
    try (RecommendLearner one = learner(settings());
        RecommendLearner other =
            RecommendLearner.create(settings().with(Map.of("recommend.dimensions", "8")), 0)) {
      ByteArrayOutputStream state = new ByteArrayOutputStream();
      one.save(state);

      assertThatThrownBy(() -> other.restore(new ByteArrayInputStream(state.toByteArray())))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("use the same settings or start anew");
    }
  }
}
