package dev.slipstream.recommend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.slipstream.config.Settings;
import dev.slipstream.encoder.EmbeddedOutput;
import dev.slipstream.encoder.Encoder;
import dev.slipstream.encoder.EncoderFile;
import dev.slipstream.recommend.ContentEmbedder.Subject;
import dev.slipstream.recommend.Interaction.Feedback;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ContentEmbedderTest {

  private static final List<String> IDS = List.of("a", "b", "c", "never taken", "unheard of");

  private static final Settings SETTINGS =
      Settings.defaults(RecommendLearner.OPTIONS)
          .with(
              Map.of(
                  "encoder.engine", "torch",
                  "encoder.threads", "1",
                  "recommend.dimensions", "8",
                  "recommend.buckets", "64",
                  "recommend.words", "2",
                  "recommend.ids", "16",
                  "recommend.batch-size", "4",
                  "recommend.learning-rate", "0.05"));

  @Test
  void givesTheVectorsThatTheLearnerHasAndKnowsWhatIsPopular() throws IOException {
    try (RecommendLearner learner = learned();
        ContentEmbedder embedder = ContentEmbedder.open("torch", 1)) {
      embedder.load(version(learner, learner.contentTable()));

      float[][] vectors =
          embedder.embed(IDS.stream().map(id -> new Subject(id, content(id))).toList());
      List<float[]> own = learner.vectors(IDS);
      for (int i = 0; i < IDS.size(); i++) {
        assertThat(vectors[i]).as(IDS.get(i)).containsExactly(own.get(i), within(1e-6f));
      }
      assertThat(embedder.popular()).containsExactly("b", "a", "c");
    }
  }

  @Test
  void refusesAVersionThatIsNoContentTowers() throws IOException {
    try (RecommendLearner learner = learned();
        ContentEmbedder embedder = ContentEmbedder.open("torch", 1)) {
      byte[] table = learner.contentTable();
      byte[] beyond = table.clone();
      beyond[beyond.length - 1] = 17;

      assertThatThrownBy(() -> embedder.load(version(learner, new byte[0])))
          .isInstanceOf(IOException.class)
          .hasMessage("slots of items: must be whole, are cut at 0 bytes");
      assertThatThrownBy(
              () -> embedder.load(version(learner, Arrays.copyOf(table, table.length - 2))))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("slots of items: must be whole");
      assertThatThrownBy(() -> embedder.load(version(learner, beyond)))
          .isInstanceOf(IOException.class)
          .hasMessage("slots of items: slot must be from 1 to 16, was 17");
    }
  }

  private static RecommendLearner learned() {
    RecommendLearner learner = RecommendLearner.create(SETTINGS, 3);
    IDS.subList(0, 4).forEach(id -> learner.item(id, content(id)));
    List<String> taken = List.of("a", "b", "b", "a", "b", "c", "b", "b");
    IntStream.range(0, taken.size())
        .mapToObj(
            i ->
                new Interaction(
                    "e" + i, "u" + i % 3, taken.get(i), 60_000L * i, Map.of(), Feedback.TAKEN, 1))
        .forEach(learner::learn);
    return learner;
  }

  private static Content content(String id) {
    return id.equals("unheard of")
        ? Content.ofWords(List.of())
        : new Content(List.of(id, "shared", "one too many"), new float[] {1, 0, -1}, "");
  }

  private static EncoderFile.Contents version(RecommendLearner learner, byte[] table) {
    Encoder tower = learner.contentTower();
    return new EncoderFile.Contents(
        tower.spec(),
        "recommend.content",
        learner.steps(),
        tower.parameters().toArray(),
        EmbeddedOutput.PROJECTION,
        Optional.empty(),
        table,
        Map.of());
  }
}
