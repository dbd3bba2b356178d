package dev.slipstream.serving.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipstream.serving.catalogue.LocalCheckpoint.Position;
import dev.slipstream.serving.index.ExactIndex;
import dev.slipstream.wire.Embedding;
import dev.slipstream.wire.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {

  private static final Duration HOUR = Duration.ofHours(1);
  private static final Map<TopicPartition, Long> READ =
      Map.of(new TopicPartition("embeddings", 0), 40L, new TopicPartition("embeddings", 1), 2L);

  @TempDir private Path directory;
  private Path file;

  @BeforeEach
  void writeACheckpoint() {
    file = directory.resolve("new/embeddings.checkpoint");
    ServedEncoders encoders = encoders();
    Materializer materializer = new Materializer(encoders, version -> {});
    materializer.embedding(embedding("a", 3, 0.6f, 0.8f));
    materializer.embedding(embedding("b", 3, 1, 0));
    materializer.embedding(embedding("c", 3, 0, 1));
    materializer.embedding(embedding("b", 4, 0, -1)); // the next version, not yet served
    try (Checkpoints checkpoints =
        new Checkpoints(file, HOUR, encoders, materializer, () -> Optional.of("id"))) {
      checkpoints.start(() -> READ);
    }
  }

  @Test
  void bringsBackEveryGenerationAndWhereItWasRead() {
    ServedEncoders encoders = encoders();

    assertThat(restore(encoders, "id")).isEqualTo(READ);

    Catalogue catalogue = encoders.find("image").orElseThrow().catalogue();
    assertThat(catalogue.served().orElseThrow().version()).isEqualTo(3);
    assertThat(catalogue.served().orElseThrow().vector("b")).containsExactly(1, 0);
    assertThat(catalogue.status().fillingItems()).isEqualTo(1);
    Item item = catalogue.served().orElseThrow().item("a");
    assertThat(item.origin().getOffset()).isEqualTo(7);
    assertThat(item.contentType()).isEqualTo("image/png");
    assertThat(List.of(item.eventTimeMillis(), item.embedTimeMillis())).containsExactly(11L, 12L);
  }

  @Test
  void aTopicThatWasMadeAgainIsReadWhole() {
    assertNothingRestored("another id");
  }

  @Test
  void aDamagedFileIsPassedOver() throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    for (int at : new int[] {0, bytes.length / 2, bytes.length - 1}) {
      byte[] damaged = bytes.clone();
      damaged[at] ^= 1;
      Files.write(file, damaged);

      assertNothingRestored("id");
    }
    Files.write(file, new byte[3]);
    assertNothingRestored("id");
  }

  @Test
  void anOldFileMayHoldDeletedItemsAndIsPassedOver() throws IOException {
    long yesterday = System.currentTimeMillis() - Duration.ofHours(24).toMillis();
    new LocalCheckpoint(file).write(new Position("id", yesterday, Map.of(0, 1L)), writer -> {});

    assertNothingRestored("id");
  }

  @Test
  void nothingIsWrittenBeforeAllThatWasThereIsRead() throws IOException {
    Files.delete(file);
    ServedEncoders encoders = encoders();
    try (Checkpoints checkpoints =
        new Checkpoints(
            file,
            HOUR,
            encoders,
            new Materializer(encoders, version -> {}),
            () -> Optional.of("id"))) {
      checkpoints.start(Map::of);
    }

    assertThat(file).doesNotExist();
  }

  private void assertNothingRestored(String topicId) {
    ServedEncoders encoders = encoders();
    assertThat(restore(encoders, topicId)).isEmpty();
    assertThat(encoders.all()).isEmpty();
  }

  private Map<TopicPartition, Long> restore(ServedEncoders encoders, String topicId) {
    return new Checkpoints(
            file,
            HOUR,
            encoders,
            new Materializer(encoders, version -> {}),
            () -> Optional.of(topicId))
        .restore();
  }

  private static ServedEncoders encoders() {
    return new ServedEncoders(
        "", () -> new Catalogue(0.9, 10, Duration.ZERO, (width, items) -> new ExactIndex(width)));
  }

  private static Embedding embedding(String id, long version, float x, float y) {
    return Embedding.newBuilder()
        .setEncoder("image")
        .setItemId(id)
        .setVersion(version)
        .addVector(x)
        .addVector(y)
        .setOrigin(Origin.newBuilder().setTopic("raw.image").setOffset(7))
        .setContentType("image/png")
        .setEventTimeMillis(11)
        .setEmbedTimeMillis(12)
        .build();
  }
}
