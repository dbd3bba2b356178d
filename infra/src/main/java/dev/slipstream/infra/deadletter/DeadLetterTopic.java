package dev.slipstream.infra.deadletter;

import dev.slipstream.wire.DeadLetter;
import dev.slipstream.wire.KafkaConfig;
import dev.slipstream.wire.MessageCodec;
import dev.slipstream.wire.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads {@code dead-letters} from its beginning to the end it had when it was opened; what is
 * refused meanwhile is not seen. For one thread.
 */
public final class DeadLetterTopic implements AutoCloseable {

  private static final Duration REACH = Duration.ofSeconds(6);
  private static final Duration LOOK = Duration.ofMillis(200);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Map<TopicPartition, Long> begins;
  private final Map<TopicPartition, Long> ends;

  private DeadLetterTopic(KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
    this.consumer = consumer;
    consumer.assign(partitions);
    this.begins = consumer.beginningOffsets(partitions);
    this.ends = consumer.endOffsets(partitions);
  }

  /**
   * Connects.
   *
   * @throws IllegalArgumentException in one line, if no broker answers within 6 s or the topic is
   *     missing
   */
  public static DeadLetterTopic open(KafkaConfig kafka) {
    kafka.requireReachable(REACH);
    Properties properties = kafka.clientSettings();
    properties.setProperty("isolation.level", "read_committed");
    properties.setProperty("enable.auto.commit", "false");
    properties.setProperty("allow.auto.create.topics", "false");
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    try {
      String topic = Topics.DEAD_LETTERS.name();
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      if (partitions.isEmpty()) {
        throw new IllegalArgumentException(
            "topic %s: must exist on %s, was missing; 'slipstream ingest' makes it"
                .formatted(topic, kafka.bootstrapServers()));
      }
      return new DeadLetterTopic(consumer, partitions);
    } catch (RuntimeException e) {
      consumer.close();
      throw e;
    }
  }

  /** Positions between beginning and end; no fewer than there are letters. */
  public long size() {
    return ends.keySet().stream().mapToLong(p -> ends.get(p) - begins.get(p)).sum();
  }

  /**
   * Hands on letters, those of a partition in their order.
   *
   * @param letters says of each whether it wants to see more
   * @param progress is told how many positions have been read
   * @return how many records are no dead letters and were left out
   */
  public long read(Predicate<KeptLetter> letters, LongConsumer progress) {
    consumer.seekToBeginning(ends.keySet());
    long foreign = 0;
    while (ends.keySet().stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
      for (ConsumerRecord<byte[], byte[]> entry : consumer.poll(LOOK)) {
        Optional<KeptLetter> letter = letter(entry);
        foreign += letter.isPresent() ? 0 : 1;
        if (letter.filter(this::isBeforeEnd).isPresent() && !letters.test(letter.get())) {
          return foreign;
        }
      }
      progress.accept(done());
    }
    return foreign;
  }

  private boolean isBeforeEnd(KeptLetter letter) {
    TopicPartition partition = new TopicPartition(Topics.DEAD_LETTERS.name(), letter.partition());
    return letter.offset() < ends.get(partition);
  }

  private long done() {
    return ends.keySet().stream()
        .mapToLong(p -> Math.min(consumer.position(p), ends.get(p)) - begins.get(p))
        .sum();
  }

  private static Optional<KeptLetter> letter(ConsumerRecord<byte[], byte[]> entry) {
    try {
      DeadLetter letter = MessageCodec.DEAD_LETTER.deserialize(entry.topic(), entry.value());
      return Optional.ofNullable(letter)
          .map(
              l ->
                  new KeptLetter(
                      entry.partition(), entry.offset(), entry.timestamp(), entry.key(), l));
    } catch (SerializationException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
