package dev.slipstream.infra.cli;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.slipstream.wire.EncoderAnnouncement;
import dev.slipstream.wire.KafkaConfig;
import dev.slipstream.wire.Progress;
import dev.slipstream.wire.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What has become of the images so far, read from the topics themselves, from their beginning: so
 * it is right after a restart too. For one thread.
 */
final class DemoWatch implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(200);
  private static final int POLLS = 50;

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final String encoder;
  private long samples;
  private long deadLetters;
  private Optional<Progress> progress = Optional.empty();
  private Optional<EncoderAnnouncement> published = Optional.empty();

  private DemoWatch(KafkaConsumer<byte[], byte[]> consumer, String encoder) {
    this.consumer = consumer;
    this.encoder = encoder;
  }

  static DemoWatch open(KafkaConfig kafka, String encoder) {
    Properties properties = kafka.clientSettings();
    properties.setProperty("isolation.level", "read_committed");
    properties.setProperty("max.poll.records", "5000");
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        Stream.of(Topics.SAMPLES, Topics.DEAD_LETTERS, Topics.PROGRESS, Topics.ENCODERS)
            .flatMap(topic -> consumer.partitionsFor(topic.name()).stream())
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    return new DemoWatch(consumer, encoder);
  }

  /** Reads what is new; returns after a fifth of a second where nothing is. */
  void read() {
    boolean more = true;
    for (int i = 0; i < POLLS && more; i++) {
      more = false;
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        take(record);
        more = true;
      }
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    try {
      if (record.topic().equals(Topics.SAMPLES.name())) {
        samples++;
      } else if (record.topic().equals(Topics.DEAD_LETTERS.name())) {
        deadLetters++;
      } else if (record.topic().equals(Topics.PROGRESS.name())) {
        progress =
            Optional.of(Progress.parseFrom(record.value())).filter(this::mine).or(() -> progress);
      } else {
        published =
            Optional.of(EncoderAnnouncement.parseFrom(record.value()))
                .filter(a -> a.getEncoder().equals(encoder))
                .or(() -> published);
      }
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(
          "topic " + record.topic() + ": must hold Slipstream's messages, was something else", e);
    }
  }

  private boolean mine(Progress p) {
    return p.getEncoder().equals(encoder);
  }

  long samples() {
    return samples;
  }

  long deadLetters() {
    return deadLetters;
  }

  Optional<Progress> progress() {
    return progress;
  }

  /** The newest version. */
  Optional<EncoderAnnouncement> published() {
    return published;
  }

  @Override
  public void close() {
    consumer.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(Duration.ofSeconds(2)));
  }
}
