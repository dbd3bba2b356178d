package dev.slipstream.serving.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.MessageLite;
import dev.slipstream.serving.index.ExactIndex;
import dev.slipstream.wire.Embedding;
import dev.slipstream.wire.EncoderAnnouncement;
import dev.slipstream.wire.LearnerEvent;
import dev.slipstream.wire.Origin;
import dev.slipstream.wire.Progress;
import dev.slipstream.wire.Topics;
import dev.slipstream.wire.Topics.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class MaterializerTest {

  private final ServedEncoders encoders =
      new ServedEncoders(
          "",
          () -> new Catalogue(0.9, 10, Duration.ZERO, (width, expected) -> new ExactIndex(width)));
  private final Catalogue catalogue = encoders.named("image").catalogue();
  private final Learning learning = encoders.named("image").learning();
  private final List<EncoderAnnouncement> announced = new ArrayList<>();
  private final Materializer materializer = new Materializer(encoders, announced::add);

  @Test
  void takesInVectorsWithWhatIsKnownOfTheItem() {
    accept(Topics.EMBEDDINGS, "a", embedding().build());

    Generation served = catalogue.served().orElseThrow();
    assertThat(served.version()).isEqualTo(3);
    assertThat(served.vector("a")).containsExactly(0.6f, 0.8f);
    Item item = served.item("a");
    assertThat(item.contentType()).isEqualTo("image/png");
    assertThat(item.origin().getOffset()).isEqualTo(7);
    assertThat(item.eventTimeMillis()).isEqualTo(11);
    assertThat(item.embedTimeMillis()).isEqualTo(12);
  }

  @Test
  void forgetsItemsWhoseValueIsGone() {
    accept(Topics.EMBEDDINGS, "a", embedding().build());

    accept(Topics.EMBEDDINGS, "image/a", null);

    assertThat(catalogue.knows("a")).isFalse();
  }

  @Test
  void takesInProgressAndPublishedVersions() {
    accept(Topics.PROGRESS, "image", Progress.newBuilder().setEncoder("image").setStep(9).build());
    accept(
        Topics.ENCODERS,
        "image",
        EncoderAnnouncement.newBuilder().setEncoder("image").setVersion(8).build());

    assertThat(learning.progress().orElseThrow().getStep()).isEqualTo(9);
    assertThat(learning.published().orElseThrow().getVersion()).isEqualTo(8);
    assertThat(announced).extracting(EncoderAnnouncement::getVersion).containsExactly(8L);
  }

  @Test
  void keepsEncodersApart() {
    accept(Topics.EMBEDDINGS, "image/a", embedding().build());
    accept(Topics.EMBEDDINGS, "text/a", embedding().setEncoder("text").setVersion(5).build());
    accept(Topics.PROGRESS, "text", Progress.newBuilder().setEncoder("text").setStep(4).build());
    accept(Topics.ENCODERS, "text", EncoderAnnouncement.newBuilder().setEncoder("text").build());

    accept(Topics.EVENTS, "text", LearnerEvent.newBuilder().setEncoder("text").setStep(3).build());

    ServedEncoder text = encoders.find("text").orElseThrow();
    assertThat(text.learning().events()).extracting(LearnerEvent::getStep).containsExactly(3L);
    assertThat(learning.events()).isEmpty();
    assertThat(text.catalogue().served().orElseThrow().version()).isEqualTo(5);
    assertThat(text.learning().progress().orElseThrow().getStep()).isEqualTo(4);
    assertThat(catalogue.served().orElseThrow().version()).isEqualTo(3);
    assertThat(learning.progress()).isEmpty();
    assertThat(learning.published()).isEmpty();

    accept(Topics.EMBEDDINGS, "text/a", null);

    assertThat(text.catalogue().knows("a")).isFalse();
    assertThat(catalogue.knows("a")).isTrue();
    assertThat(materializer.rejected()).isZero();
  }

  @Test
  void refusesMoreEncodersThanItCanHold() {
    for (int i = 0; i < 70; i++) {
      accept(Topics.PROGRESS, "x", Progress.newBuilder().setEncoder("encoder-" + i).build());
    }

    assertThat(encoders.names()).hasSize(64).contains("image");
    assertThat(materializer.rejected()).isEqualTo(7);
  }

  @Test
  void countsWhatCannotBeUsedAndGoesOn() {
    List<Embedding> bad =
        List.of(
            embedding().setItemId("").build(),
            embedding().setEncoder("").build(),
            embedding().setItemId("x".repeat(2_000)).build(),
            embedding().setVersion(-1).build(),
            embedding().clearVector().build(),
            embedding().clearVector().addVector(2).build(),
            embedding().clearVector().addVector(Float.NaN).build());

    bad.forEach(embedding -> accept(Topics.EMBEDDINGS, "a", embedding));
    materializer.accept(entry(Topics.EMBEDDINGS, "a", new byte[] {-1, -1, -1}));
    materializer.accept(entry(Topics.PROGRESS, "image", null));
    materializer.accept(entry(Topics.ENCODERS, null, new byte[] {8}));
    materializer.accept(entry(Topics.EMBEDDINGS, null, null));
    materializer.accept(entry(Topics.EMBEDDINGS, "no-encoder", null));
    accept(Topics.EMBEDDINGS, "a", embedding().build());

    assertThat(materializer.rejected()).isEqualTo(bad.size() + 5);
    assertThat(catalogue.status().knownItems()).isEqualTo(1);
  }

  private static Embedding.Builder embedding() {
    return Embedding.newBuilder()
        .setItemId("a")
        .setEncoder("image")
        .setVersion(3)
        .addAllVector(List.of(0.6f, 0.8f))
        .setContentType("image/png")
        .setOrigin(Origin.newBuilder().setTopic("raw.image").setOffset(7))
        .setEventTimeMillis(11)
        .setEmbedTimeMillis(12);
  }

  private void accept(Topic topic, String key, MessageLite message) {
    materializer.accept(entry(topic, key, message == null ? null : message.toByteArray()));
  }

  private static ConsumerRecord<byte[], byte[]> entry(Topic topic, String key, byte[] value) {
    byte[] bytes = key == null ? null : key.getBytes(StandardCharsets.UTF_8);
    return new ConsumerRecord<>(topic.name(), 0, 0, bytes, value);
  }
}
