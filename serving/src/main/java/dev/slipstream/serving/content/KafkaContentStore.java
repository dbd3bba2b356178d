package dev.slipstream.serving.content;

import dev.slipstream.wire.KafkaConfig;
import dev.slipstream.wire.Origin;
import dev.slipstream.wire.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads single records of the raw topics by offset, with a few consumers that are lent out one
 * request at a time.
 */
public final class KafkaContentStore implements ContentStore {

  private static final int CONSUMERS = 4;
  private static final Duration TIMEOUT = Duration.ofSeconds(3);

  private final BlockingQueue<Consumer<byte[], byte[]>> idle;
  private final int size;

  KafkaContentStore(Supplier<Consumer<byte[], byte[]>> connect, int size) {
    this.size = size;
    this.idle = new ArrayBlockingQueue<>(size);
    for (int i = 0; i < size; i++) {
      idle.add(connect.get());
    }
  }

  /** A store that reads from these brokers; they are asked only when an item is. */
  public static ContentStore connect(KafkaConfig kafka) {
    Properties properties = kafka.clientSettings();
    properties.setProperty("client.id", "slipstream-serving-content");
    properties.setProperty("auto.offset.reset", "none");
    properties.setProperty("enable.auto.commit", "false");
    properties.setProperty("allow.auto.create.topics", "false");
    properties.setProperty("fetch.max.bytes", "1"); // the batch that holds the record, no more
    properties.setProperty("fetch.max.wait.ms", "5"); // what follows is never waited for
    return new KafkaContentStore(
        () ->
            new KafkaConsumer<>(
                properties, new ByteArrayDeserializer(), new ByteArrayDeserializer()),
        CONSUMERS);
  }

  @Override
  public Optional<byte[]> fetch(String itemId, Origin origin) {
    if (Topics.RAW.stream().noneMatch(raw -> raw.name().equals(origin.getTopic()))) {
      return Optional.empty(); // a vector's record must not open other topics
    }
    Consumer<byte[], byte[]> consumer = borrow();
    try {
      return read(consumer, origin)
          .filter(entry -> belongsTo(itemId, entry))
          .map(ConsumerRecord::value);
    } catch (OffsetOutOfRangeException e) {
      return Optional.empty();
    } catch (KafkaException e) {
      throw new ContentUnavailableException("Kafka: " + e.getMessage(), e);
    } finally {
      idle.add(consumer);
    }
  }

  private Consumer<byte[], byte[]> borrow() {
    try {
      Consumer<byte[], byte[]> consumer = idle.poll(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
      if (consumer == null) {
        throw new ContentUnavailableException("too many items are asked for at once", null);
      }
      return consumer;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ContentUnavailableException("interrupted", e);
    }
  }

  /** The record at exactly this offset; empty if the log goes on after it without it. */
  private static Optional<ConsumerRecord<byte[], byte[]>> read(
      Consumer<byte[], byte[]> consumer, Origin origin) {
    TopicPartition partition = new TopicPartition(origin.getTopic(), origin.getPartition());
    consumer.assign(List.of(partition));
    consumer.seek(partition, origin.getOffset());
    long deadline = System.nanoTime() + TIMEOUT.toNanos();
    while (System.nanoTime() < deadline) {
      for (ConsumerRecord<byte[], byte[]> entry : consumer.poll(Duration.ofMillis(100))) {
        return entry.offset() == origin.getOffset() ? Optional.of(entry) : Optional.empty();
      }
    }
    throw new ContentUnavailableException("Kafka gave no answer in time", null);
  }

  private static boolean belongsTo(String itemId, ConsumerRecord<byte[], byte[]> entry) {
    return entry.value() != null
        && entry.key() != null
        && Arrays.equals(entry.key(), itemId.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    for (int i = 0; i < size; i++) {
      borrow().close(CloseOptions.timeout(Duration.ofSeconds(1)));
    }
  }
}
