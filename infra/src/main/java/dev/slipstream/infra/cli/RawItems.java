package dev.slipstream.infra.cli;

import dev.slipstream.wire.KafkaConfig;
import dev.slipstream.wire.Topics;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * What already lies in a raw topic.
 *
 * @param ids of the items
 * @param events of them, one or more for each
 */
record RawItems(Set<String> ids, long events) {

  /** Reads the topic up to its present end. */
  static RawItems read(KafkaConfig kafka, Topics.Topic topic) {
    Set<String> ids = new HashSet<>();
    long events = 0;
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            kafka.clientSettings(), new StringDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic.name()).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        for (var record : consumer.poll(Duration.ofMillis(200))) {
          events++;
          if (record.key() != null) {
            ids.add(record.key());
          }
        }
      }
    }
    return new RawItems(ids, events);
  }
}
