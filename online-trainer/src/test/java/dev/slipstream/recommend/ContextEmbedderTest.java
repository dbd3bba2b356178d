package dev.slipstream.recommend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipstream.config.Settings;
import dev.slipstream.encoder.EmbeddedOutput;
import dev.slipstream.encoder.EncoderFile;
import dev.slipstream.encoder.EncoderFile.Contents;
import dev.slipstream.recommend.Interaction.Feedback;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Held to the learner, by way of the file it publishes. */
class ContextEmbedderTest {

  private static final int ITEMS = 30;
  private static final long NOW = 1_767_225_600_000L + 5_430_000;
  private static final List<String> IDS =
      IntStream.range(0, ITEMS).mapToObj(Integer::toString).toList();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "device:categorical,price:numeric,tags:multi,hour:hour,day:weekday,recent:recent",
        "hour:hour",
        "recent:recent"
      })
  void ranksAsTheLearnerDoes(String context) throws IOException {
    try (RecommendLearner learner = learned(context)) {
      ContextEmbedder embedder = ContextEmbedder.of(published(learner));
      Map<String, List<String>> fields =
          context.startsWith("device")
              ? Map.of(
                  "device", List.of("phone"),
                  "price", List.of("7.5"),
                  "tags", List.of("a", "b"))
              : Map.of();
      Interaction asking = new Interaction("q", "u1", "?", NOW, fields, Feedback.TAKEN, 1);

      float[] scores = learner.scores(asking, IDS);
      List<float[]> vectors = learner.vectors(IDS);
      float[] wanted = embedder.embed(fields, NOW, history(vectors));

      for (int i = 0; i < ITEMS; i++) {
        float repeat = HISTORY.contains(i) ? embedder.repeatOffset() : 0;
        assertThat(dot(wanted, vectors.get(i)) + repeat)
            .isCloseTo(scores[i], org.assertj.core.data.Offset.offset(2e-6f));
      }
    }
  }

  @Test
  void explainsAVectorByItsSummands() throws IOException {
    try (RecommendLearner learner = learned("device:categorical,recent:recent")) {
      ContextEmbedder embedder = ContextEmbedder.of(published(learner));
      Map<String, List<String>> fields = Map.of("device", List.of("phone"));
      List<Recent> recent = history(learner.vectors(IDS));

      ContextEmbedder.Explained explained = embedder.explain(fields, NOW, recent);

      float[] sum = new float[embedder.dimensions()];
      List<float[]> parts = new ArrayList<>(explained.fields().values());
      parts.addAll(explained.recent());
      for (float[] part : parts) {
        for (int i = 0; i < sum.length; i++) {
          sum[i] += part[i];
        }
      }
      assertThat(explained.fields()).containsOnlyKeys("", "device");
      assertThat(explained.recent()).hasSize(HISTORY.size());
      assertThat(explained.vector())
          .containsExactly(
              embedder.embed(fields, NOW, recent), org.assertj.core.data.Offset.offset(1e-6f));
      assertThat(sum)
          .containsExactly(explained.vector(), org.assertj.core.data.Offset.offset(1e-6f));
    }
  }

  @Test
  void refusesAFileThatDoesNotSayWhatAContextIs() {
    try (RecommendLearner learner = learned("hour:hour")) {
      Contents before =
          new Contents(
              learner.contextTower().spec(),
              "recommend.context",
              3,
              learner.contextTower().parameters().toArray());

      assertThatThrownBy(() -> ContextEmbedder.of(before))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "recommend.context, version 3: must say what a context is, does not; let the learner"
                  + " publish another");
    }
  }

  @Test
  void refusesVectorsOfAnotherWidth() throws IOException {
    try (RecommendLearner learner = learned("recent:recent")) {
      ContextEmbedder embedder = ContextEmbedder.of(published(learner));

      assertThatThrownBy(
              () -> embedder.embed(Map.of(), NOW, List.of(new Recent(new float[3], true))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("recent: must be vectors of 16, was 3");
    }
  }

  /** Items u1 met, the newest first. */
  private static final List<Integer> HISTORY = List.of(4, 2, 11, 7);

  private static List<Recent> history(List<float[]> vectors) {
    return HISTORY.stream().map(i -> new Recent(vectors.get(i), i != 11)).toList();
  }

  private static RecommendLearner learned(String context) {
    RecommendLearner learner =
        RecommendLearner.create(
            Settings.defaults(RecommendLearner.OPTIONS)
                .with(
                    Map.of(
                        "encoder.engine", "torch",
                        "encoder.threads", "1",
                        "recommend.context", context,
                        "recommend.dimensions", "16",
                        "recommend.buckets", "256",
                        "recommend.ids", "64",
                        "recommend.batch-size", "8",
                        "recommend.history", "4",
                        "recommend.refresh-steps", "1",
                        "recommend.learning-rate", "0.05")),
            0);
    for (int i = 0; i < ITEMS; i++) {
      learner.item(IDS.get(i), Content.ofWords(List.of("flavour" + i % 3, "w" + i)));
    }
    Random random = new Random(4);
    for (int i = 0; i < 60; i++) {
      learner.learn(met("u" + (2 + i % 5), random.nextInt(ITEMS), i));
    }
    for (int i = HISTORY.size() - 1; i >= 0; i--) {
      learner.learn(met("u1", HISTORY.get(i), 100 - i));
    }
    return learner;
  }

  private static Interaction met(String user, int item, int minute) {
    Feedback feedback = item == 11 ? Feedback.SEEN : Feedback.TAKEN;
    return new Interaction(
        "e" + minute, user, IDS.get(item), NOW + minute * 60_000L, Map.of(), feedback, 1);
  }

  private static Contents published(RecommendLearner learner) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    EncoderFile.write(
        new Contents(
            learner.contextTower().spec(),
            "recommend.context",
            learner.steps(),
            learner.contextTower().parameters().toArray(),
            EmbeddedOutput.PROJECTION,
            Optional.empty(),
            new byte[0],
            learner.contextNotes()),
        file);
    return EncoderFile.read(new ByteArrayInputStream(file.toByteArray()));
  }

  private static float dot(float[] a, float[] b) {
    float sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
