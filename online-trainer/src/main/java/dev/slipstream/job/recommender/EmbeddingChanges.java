package dev.slipstream.job.recommender;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.slipstream.job.flink.MessageDeserializer;
import dev.slipstream.job.flink.ProtobufTypeInfo;
import dev.slipstream.wire.Embedding;
import dev.slipstream.wire.EmbeddingKey;
import dev.slipstream.wire.ItemContent;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.metrics.Counter;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads topic {@code embeddings}: what some encoders say of items, tombstones as withdrawals.
 * Records that are none are counted, logged and left out, as {@link MessageDeserializer} does.
 */
final class EmbeddingChanges implements KafkaRecordDeserializationSchema<ItemContent> {

  private static final long serialVersionUID = 1;
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddingChanges.class);

  private final HashSet<String> encoders;

  private transient Counter undecodable;

  /** Of these encoders alone. */
  EmbeddingChanges(List<String> encoders) {
    this.encoders = new HashSet<>(encoders);
  }

  @Override
  public void open(DeserializationSchema.InitializationContext context) {
    undecodable = context.getMetricGroup().counter("undecodable");
  }

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> entry, Collector<ItemContent> out) {
    try {
      if (entry.key() == null) {
        throw new IllegalArgumentException("key: must be ENCODER/ITEM, was nothing");
      }
      EmbeddingKey key = EmbeddingKey.parse(new String(entry.key(), StandardCharsets.UTF_8));
      if (encoders.contains(key.encoder())) {
        out.collect(
            entry.value() == null
                ? ItemContents.withdrawn(key)
                : ItemContents.change(Embedding.parseFrom(entry.value())));
      }
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      undecodable.inc();
      LOG.warn(
          "A record of topic {} cannot be read and was skipped: {}", entry.topic(), e.getMessage());
    }
  }

  @Override
  public TypeInformation<ItemContent> getProducedType() {
    return ProtobufTypeInfo.ofMessage(ItemContent.class);
  }
}
