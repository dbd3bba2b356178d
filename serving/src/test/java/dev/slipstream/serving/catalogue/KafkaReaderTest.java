package dev.slipstream.serving.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import dev.slipstream.wire.KafkaConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The order of things; the infra module reads from a real broker. */
class KafkaReaderTest {

  private static final String TOPIC = "embeddings";
  private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);

  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
  private final List<Long> read = new CopyOnWriteArrayList<>();
  private final AtomicInteger caughtUp = new AtomicInteger();
  private final Map<TopicPartition, Long> restored = new HashMap<>();
  private final KafkaReader reader =
      new KafkaReader(
          consumer,
          List.of(TOPIC),
          entry -> read.add(entry.offset()),
          () -> restored,
          caughtUp::incrementAndGet);

  @AfterEach
  void close() {
    reader.close();
    assertThat(consumer.closed()).isTrue();
  }

  @Test
  void isCaughtUpWhenAllThatWasThereAtTheStartIsRead() {
    createTopic(2);
    reader.start();

    poll(() -> consumer.addRecord(entry(0)));
    await().until(() -> reader.waitingFor().equals(Optional.of(left(1))));
    assertThat(caughtUp).hasValue(0);
    poll(() -> consumer.addRecord(entry(1)));

    await().until(() -> reader.waitingFor().isEmpty());
    assertThat(read).containsExactly(0L, 1L);
    assertThat(caughtUp).hasValue(1);
  }

  @Test
  void beginsWhereTheLastCheckpointEnded() {
    restored.put(PARTITION, 5L);
    restored.put(new TopicPartition(TOPIC, 9), 1L); // is there no more
    createTopic(7);
    reader.start();

    poll(
        () -> {
          for (int offset = 0; offset < 7; offset++) {
            consumer.addRecord(entry(offset));
          }
        });

    await().until(() -> reader.waitingFor().isEmpty());
    assertThat(read).containsExactly(5L, 6L);
    await().until(() -> reader.positions().equals(Map.of(PARTITION, 7L)));
  }

  @Test
  void isCaughtUpAtOnceWhenThereIsNothing() {
    createTopic(0);

    reader.start();

    await().until(() -> reader.waitingFor().isEmpty());
    assertThat(caughtUp).hasValue(1);
  }

  @Test
  void awaitsTopicsThatDoNotExistYet() {
    reader.start();
    await()
        .until(
            () -> reader.waitingFor().equals(Optional.of("topic embeddings does not exist yet")));

    createTopic(0);

    await().until(() -> reader.waitingFor().isEmpty());
  }

  @Test
  void goesOnAfterAnError() {
    createTopic(0);
    reader.start();
    await().until(() -> reader.waitingFor().isEmpty());

    consumer.setPollException(new KafkaException("gone for a moment"));
    poll(() -> consumer.addRecord(entry(0)));

    await().until(() -> read.equals(List.of(0L)));
  }

  @Test
  void isNotReadyAnyMoreWhenItHasStopped() {
    createTopic(0);
    reader.start();
    await().until(() -> reader.waitingFor().isEmpty());

    poll(
        () -> {
          throw new IllegalArgumentException("a fault of our own");
        });

    await()
        .until(
            () ->
                reader
                    .waitingFor()
                    .equals(Optional.of("reading Kafka has stopped; its log says why")));
  }

  @Test
  void saysWhatToDoWhenNoBrokerAnswers() throws IOException {
    int port = freePort();
    KafkaConfig nowhere = new KafkaConfig("127.0.0.1:" + port, "");

    assertThatIllegalStateException()
        .isThrownBy(() -> KafkaReader.connect(nowhere, "test", Duration.ofSeconds(1)))
        .withMessage(
            "kafka.bootstrap-servers: must lead to a Kafka broker, was 127.0.0.1:%d (no answer"
                + " within 1s); start the broker or name another",
            port);
  }

  private void createTopic(long end) {
    consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
    consumer.updateEndOffsets(Map.of(PARTITION, end));
    consumer.updatePartitions(TOPIC, List.of(new PartitionInfo(TOPIC, 0, null, null, null)));
  }

  /** The mock takes records only for partitions that are assigned, so within a poll. */
  private void poll(Runnable task) {
    consumer.schedulePollTask(task);
  }

  private static ConsumerRecord<byte[], byte[]> entry(long offset) {
    return new ConsumerRecord<>(TOPIC, 0, offset, new byte[] {1}, new byte[] {2});
  }

  private static String left(int records) {
    return records + " records of before the start are still to be read";
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
