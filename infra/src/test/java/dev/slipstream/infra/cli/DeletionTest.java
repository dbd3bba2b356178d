package dev.slipstream.infra.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipstream.wire.Topics;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One item through the real thing, three encoders in one job, and away again. What the learners'
 * queues forget is shown where they can be looked into: LearnerOperatorTest.
 */
class DeletionTest {

  private static final int IMAGES = 64;
  private static final List<String> ENCODERS = List.of("large", "small", "words");
  private static final String ITEM = ImageFeed.id(IMAGES - 1);

  @TempDir private Path directory;

  @Test
  void aTombstoneTakesAnItemOutOfEveryPlace() throws Exception {
    try (SmallRuntime runtime = SmallRuntime.start(directory, settings());
        ImageFeed feed = ImageFeed.to(runtime.bootstrapServers())) {
      feed.sendUpTo(IMAGES);
      feed.awaitWritten();
      for (int i = 0; i < IMAGES; i++) {
        String words = "a text of some words, the number is " + i + " and the rest " + 7 * i;
        runtime.send(Topics.RAW_TEXT, ImageFeed.id(i), words.getBytes(UTF_8), Map.of());
      }
      for (String encoder : ENCODERS) {
        runtime.awaitEmbedding(ITEM, encoder, 200);
      }

      runtime.send(Topics.RAW_IMAGE, ITEM, null, Map.of());

      for (String encoder : List.of("large", "small")) {
        runtime.awaitEmbedding(ITEM, encoder, 404);
        runtime.awaitEmbedding(ImageFeed.id(0), encoder, 200); // the others stay
        assertThat(embeddings(runtime, encoder + "/" + ITEM)).last().isNull();
      }
      runtime.awaitEmbedding(ITEM, "words", 200); // the text of that name, too
      runtime.send(Topics.RAW_TEXT, ITEM, null, Map.of());
      runtime.awaitEmbedding(ITEM, "words", 404);
      runtime.assertRunning();
    }
  }

  private static Map<String, String> settings() {
    return Map.ofEntries(
        Map.entry("encoder.architecture", "peer-conv"),
        Map.entry("learner.batch-size", "16"),
        Map.entry("job.encoders", String.join(",", ENCODERS)),
        Map.entry("small/encoder.projection", "16"),
        Map.entry("small/embedding.size", "0"),
        Map.entry("words/encoder.modality", "text"),
        Map.entry("words/encoder.architecture", "word-attention"),
        Map.entry("words/text.buckets", "1024"));
  }

  /** The values of a key on the topic of embeddings. */
  private static List<byte[]> embeddings(SmallRuntime runtime, String key) {
    return runtime.records(Topics.EMBEDDINGS).stream()
        .filter(record -> record.key().equals(key))
        .map(ConsumerRecord::value)
        .collect(Collectors.toList()); // nulls are tombstones
  }
}
