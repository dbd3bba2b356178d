package dev.slipstream.serving.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipstream.wire.Origin;
import dev.slipstream.wire.Topics;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KafkaContentStoreTest {

  private static final String RAW = Topics.RAW_IMAGE.name();
  private static final byte[] PICTURE = {1, 2, 3};

  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
  private final ContentStore store = new KafkaContentStore(() -> consumer, 1);

  @AfterEach
  void close() {
    store.close();
    assertThat(consumer.closed()).isTrue();
  }

  @Test
  void fetchesTheRecordAtTheOrigin() {
    log(entry(5, "other"), entry(6, "a"), entry(7, "other"));

    assertThat(store.fetch("a", origin(6))).hasValue(PICTURE);
  }

  @Test
  void lendsItsConsumersAgainAndAgain() {
    for (int i = 0; i < 10; i++) {
      log(entry(i, "a"));
      assertThat(store.fetch("a", origin(i))).hasValue(PICTURE);
    }
  }

  @Test
  void hasNothingWhereTheRecordIsGone() {
    log(entry(9, "a"));

    assertThat(store.fetch("a", origin(6))).isEmpty();
  }

  @Test
  void hasNothingWhereTheOffsetBelongsToAnotherItem() {
    log(entry(6, "b"));

    assertThat(store.fetch("a", origin(6))).isEmpty();
  }

  @Test
  void opensNoOtherTopics() {
    Origin elsewhere = origin(0).toBuilder().setTopic("__consumer_offsets").build();

    assertThat(store.fetch("a", elsewhere)).isEmpty();
  }

  @Test
  void saysSoWhenKafkaFails() {
    consumer.setPollException(new KafkaException("gone"));

    assertThatThrownBy(() -> store.fetch("a", origin(0)))
        .isInstanceOf(ContentUnavailableException.class)
        .hasMessage("Kafka: gone");
  }

  @SafeVarargs
  private void log(ConsumerRecord<byte[], byte[]>... entries) {
    consumer.schedulePollTask(
        () -> {
          TopicPartition partition = new TopicPartition(RAW, 0);
          consumer.updateBeginningOffsets(Map.of(partition, 0L));
          long wanted = consumer.position(partition);
          for (ConsumerRecord<byte[], byte[]> entry : entries) {
            if (entry.offset() >= wanted) {
              consumer.addRecord(entry);
            }
          }
        });
  }

  private static ConsumerRecord<byte[], byte[]> entry(long offset, String key) {
    return new ConsumerRecord<>(RAW, 0, offset, key.getBytes(StandardCharsets.UTF_8), PICTURE);
  }

  private static Origin origin(long offset) {
    return Origin.newBuilder().setTopic(RAW).setPartition(0).setOffset(offset).build();
  }
}
