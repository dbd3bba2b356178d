package dev.slipstream.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import java.util.Map;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Bytes of one message type and back, for Kafka's producers, consumers and streams. The bytes are
 * plain protobuf; null stays null (a tombstone). Immutable and thread-safe.
 *
 * @param <T> the message
 */
public final class MessageCodec<T extends MessageLite>
    implements Serde<T>, Serializer<T>, Deserializer<T> {

  /** Most bytes of a message that is not a raw event: what Kafka's brokers take by default. */
  public static final int MAX_BYTES = 1_000_000;

  public static final MessageCodec<Sample> SAMPLE = of("Sample", Sample.parser());
  public static final MessageCodec<Interaction> INTERACTION =
      of("Interaction", Interaction.parser());
  public static final MessageCodec<DeadLetter> DEAD_LETTER = of("DeadLetter", DeadLetter.parser());
  public static final MessageCodec<EncoderAnnouncement> ENCODER_ANNOUNCEMENT =
      of("EncoderAnnouncement", EncoderAnnouncement.parser());
  public static final MessageCodec<Embedding> EMBEDDING = of("Embedding", Embedding.parser());
  public static final MessageCodec<Progress> PROGRESS = of("Progress", Progress.parser());

  private final String name;
  private final Parser<T> parser;

  private MessageCodec(String name, Parser<T> parser) {
    this.name = name;
    this.parser = parser;
  }

  private static <T extends MessageLite> MessageCodec<T> of(String name, Parser<T> parser) {
    return new MessageCodec<>(name, parser);
  }

  /**
   * {@inheritDoc}
   *
   * @throws SerializationException if the message is longer than {@link #MAX_BYTES}
   */
  @Override
  public byte[] serialize(String topic, T message) {
    if (message == null) {
      return null;
    }
    requireLength(topic, message.getSerializedSize());
    return message.toByteArray();
  }

  /**
   * {@inheritDoc}
   *
   * @throws SerializationException if the bytes are longer than {@link #MAX_BYTES} or not a message
   *     of this type
   */
  @Override
  public T deserialize(String topic, byte[] bytes) {
    if (bytes == null) {
      return null;
    }
    requireLength(topic, bytes.length);
    try {
      return parser.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new SerializationException(topic + ": must hold " + name + " messages", e);
    }
  }

  private void requireLength(String topic, int length) {
    if (length > MAX_BYTES) {
      throw new SerializationException(
          topic + ": " + name + " must be <= " + MAX_BYTES + " bytes, was " + length);
    }
  }

  @Override
  public Serializer<T> serializer() {
    return this;
  }

  @Override
  public Deserializer<T> deserializer() {
    return this;
  }

  // Serde, Serializer and Deserializer each bring their own defaults for these two.

  @Override
  public void configure(Map<String, ?> configs, boolean isKey) {}

  @Override
  public void close() {}
}
