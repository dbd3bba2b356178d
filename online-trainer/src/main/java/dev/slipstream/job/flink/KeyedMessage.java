package dev.slipstream.job.flink;

import com.google.protobuf.Message;
import dev.slipstream.wire.Topics.Topic;
import java.nio.charset.StandardCharsets;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.util.function.SerializableFunction;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A protobuf message as a Kafka record: a UTF-8 key taken from it; its bytes as the value, or none
 * (a tombstone) where the message says only that what has its key is gone.
 */
public final class KeyedMessage<T extends Message> implements KafkaRecordSerializationSchema<T> {

  private static final long serialVersionUID = 1;

  private final String topic;
  private final SerializableFunction<T, String> key;
  private final SerializableFunction<T, Boolean> gone;

  /** Messages that are never tombstones. */
  public KeyedMessage(Topic topic, SerializableFunction<T, String> key) {
    this(topic, key, message -> false);
  }

  /**
   * Messages of one topic.
   *
   * @param gone whether a message says only that what has its key is gone
   */
  public KeyedMessage(
      Topic topic, SerializableFunction<T, String> key, SerializableFunction<T, Boolean> gone) {
    this.topic = topic.name();
    this.key = key;
    this.gone = gone;
  }

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      T message, KafkaSinkContext context, Long timestamp) {
    byte[] value = gone.apply(message) ? null : message.toByteArray();
    return new ProducerRecord<>(topic, key.apply(message).getBytes(StandardCharsets.UTF_8), value);
  }
}
