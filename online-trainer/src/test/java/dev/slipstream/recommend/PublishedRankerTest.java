package dev.slipstream.recommend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.slipstream.config.Settings;
import dev.slipstream.encoder.EmbeddedOutput;
import dev.slipstream.encoder.Encoder;
import dev.slipstream.encoder.EncoderFile;
import dev.slipstream.recommend.Interaction.Feedback;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PublishedRankerTest {

  private static final int ITEMS = 30;
  private static final List<String> IDS =
      IntStream.range(0, ITEMS).mapToObj(Integer::toString).toList();

  @Test
  void ranksAsTheLearnerDidWhenItWasPublished() {
    try (RecommendLearner learner = learned()) {
      PublishedRanker published = publish(learner);

      for (String user : List.of("u0", "u3", "nobody", "")) {
        assertSame(published.scores(asked(user), IDS), learner.scores(asked(user), IDS));
      }
    }
  }

  @Test
  void staysAsItWasWhileTheLearnerGoesOn() {
    try (RecommendLearner learner = learned()) {
      PublishedRanker published = publish(learner);
      float[] before = published.scores(asked("u0"), IDS);

      stream(200, 2).stream().filter(i -> !i.user().equals("u0")).forEach(learner::learn);

      assertThat(published.scores(asked("u0"), IDS)).isEqualTo(before);
      assertThat(learner.scores(asked("u0"), IDS)).isNotEqualTo(before);
      assertThat(published.version()).isLessThan(learner.steps());
    }
  }

  @Test
  void knowsWhatTheLearnerHasSeenSince() {
    try (RecommendLearner learner = learned()) {
      PublishedRanker published = publish(learner);
      float[] before = published.scores(asked("u0"), IDS);

      learner.learn(interaction(0, "u0", "17"));
      learner.item("5", Content.ofWords(List.of("flavour3")));

      float[] after = published.scores(asked("u0"), IDS);
      assertThat(after).as("another recent item").isNotEqualTo(before);
      assertSame(after, learner.scores(asked("u0"), IDS));
    }
  }

  @Test
  void otherEncodersAreRefused() {
    try (RecommendLearner learner = learned()) {
      EncoderFile.Contents context = version(learner.contextTower(), 1, new byte[0], Map.of());

      assertThatThrownBy(() -> learner.published(context, context))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static void assertSame(float[] scores, float[] expected) {
    for (int i = 0; i < expected.length; i++) {
      assertThat(scores[i]).as("item " + i).isCloseTo(expected[i], within(3e-6f));
    }
  }

  private static PublishedRanker publish(RecommendLearner learner) {
    return learner.published(
        version(learner.contextTower(), learner.steps(), new byte[0], learner.contextNotes()),
        version(learner.contentTower(), learner.steps(), learner.contentTable(), Map.of()));
  }

  private static EncoderFile.Contents version(
      Encoder tower, long step, byte[] attachment, Map<String, String> notes) {
    return new EncoderFile.Contents(
        tower.spec(),
        "tower",
        step,
        tower.parameters().toArray(),
        EmbeddedOutput.PROJECTION,
        Optional.empty(),
        attachment,
        notes);
  }

  private static RecommendLearner learned() {
    RecommendLearner learner =
        RecommendLearner.create(
            Settings.defaults(RecommendLearner.OPTIONS)
                .with(
                    Map.of(
                        "encoder.threads", "1",
                        "recommend.context", "hour:hour,recent:recent",
                        "recommend.dimensions", "8",
                        "recommend.buckets", "64",
                        "recommend.ids", "64",
                        "recommend.batch-size", "16",
                        "recommend.replayed", "16",
                        "recommend.refresh-steps", "1",
                        "recommend.learning-rate", "0.01")),
            0);
    for (int i = 0; i < ITEMS; i++) {
      learner.item(IDS.get(i), Content.ofWords(List.of("flavour" + i % 4, "w" + i)));
    }
    stream(200, 1).forEach(learner::learn);
    return learner;
  }

  private static List<Interaction> stream(int length, long seed) {
    Random random = new Random(seed);
    return IntStream.range(0, length)
        .mapToObj(
            i ->
                interaction(
                    i, "u" + random.nextInt(6), Integer.toString(random.nextInt(ITEMS - 5))))
        .toList();
  }

  private static Interaction interaction(int number, String user, String item) {
    return new Interaction(
        "e" + number,
        user,
        item,
        1_700_000_000_000L + 60_000L * number,
        Map.of(),
        number % 7 == 5 ? Feedback.SEEN : Feedback.TAKEN,
        1);
  }

  private static Interaction asked(String user) {
    return new Interaction("q", user, "?", 1_700_009_000_000L, Map.of(), Feedback.TAKEN, 1);
  }
}
