package dev.slipstream.infra.cli;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.slipstream.wire.Embedding;
import dev.slipstream.wire.EncoderAnnouncement;
import dev.slipstream.wire.KafkaConfig;
import dev.slipstream.wire.Progress;
import dev.slipstream.wire.Sample;
import dev.slipstream.wire.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What lies in the topics (of one partition each) for those who read committed transactions only,
 * from their beginning.
 */
final class Outcome implements AutoCloseable {

  private static final List<TopicPartition> PARTITIONS =
      Stream.of(Topics.SAMPLES, Topics.PROGRESS, Topics.ENCODERS, Topics.EMBEDDINGS)
          .map(topic -> new TopicPartition(topic.name(), 0))
          .toList();

  private final KafkaConsumer<byte[], byte[]> consumer;

  /** Item ids, in the order of the topic, repeated where the topic repeats them. */
  final List<String> samples = new ArrayList<>();

  final List<EncoderAnnouncement> versions = new ArrayList<>();

  /** The version of each item's last embedding. */
  final Map<String, Long> embeddings = new HashMap<>();

  Progress progress = Progress.getDefaultInstance();

  private Outcome(KafkaConsumer<byte[], byte[]> consumer) {
    this.consumer = consumer;
  }

  static Outcome at(String bootstrapServers) {
    Properties properties = new KafkaConfig(bootstrapServers, "").clientSettings();
    properties.setProperty("isolation.level", "read_committed");
    properties.setProperty("default.api.timeout.ms", "60000");
    properties.setProperty("reconnect.backoff.max.ms", "200");
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    consumer.assign(PARTITIONS);
    consumer.seekToBeginning(PARTITIONS);
    return new Outcome(consumer);
  }

  /** Takes what has become visible; waits a little for it. */
  void poll() {
    consumer.poll(Duration.ofMillis(50)).forEach(this::take);
  }

  /** Takes all that is visible at the time of the call. */
  void pollToEnd() {
    Map<TopicPartition, Long> ends = consumer.endOffsets(PARTITIONS);
    while (PARTITIONS.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
      poll();
    }
  }

  /** The last encoder version; of version -1 if there is none. */
  EncoderAnnouncement last() {
    return versions.isEmpty()
        ? EncoderAnnouncement.newBuilder().setVersion(-1).build()
        : versions.get(versions.size() - 1);
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    try {
      byte[] value = record.value();
      if (record.topic().equals(Topics.SAMPLES.name())) {
        samples.add(Sample.parseFrom(value).getItemId());
      } else if (record.topic().equals(Topics.PROGRESS.name())) {
        progress = Progress.parseFrom(value);
      } else if (record.topic().equals(Topics.ENCODERS.name())) {
        versions.add(EncoderAnnouncement.parseFrom(value));
      } else {
        Embedding embedding = Embedding.parseFrom(value);
        embeddings.put(embedding.getItemId(), embedding.getVersion());
      }
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError("no such message in " + record.topic(), e);
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
