package dev.slipstream.job.flink;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.slipstream.wire.Topics.Topic;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.metrics.Counter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a topic's messages. Bytes that are none are counted, logged and left out: they must not
 * stop a job.
 */
public final class MessageDeserializer<T extends Message> implements DeserializationSchema<T> {

  private static final long serialVersionUID = 1;
  private static final Logger LOG = LoggerFactory.getLogger(MessageDeserializer.class);

  private final String topic;
  private final Class<T> type;
  private final ProtobufSerializer<T> messages;

  private transient Counter undecodable;

  /** Reads one topic. */
  public MessageDeserializer(Topic topic, Class<T> type) {
    this.topic = topic.name();
    this.type = type;
    this.messages = new ProtobufSerializer<>(type);
  }

  @Override
  public void open(InitializationContext context) {
    undecodable = context.getMetricGroup().counter("undecodable");
  }

  /** The message, or null (which Flink leaves out) for bytes that are none. */
  @Override
  public T deserialize(byte[] message) {
    if (message == null) {
      return skip("no value");
    }
    try {
      return type.cast(messages.createInstance().getParserForType().parseFrom(message));
    } catch (InvalidProtocolBufferException e) {
      return skip(e.getMessage());
    }
  }

  private T skip(String reason) {
    undecodable.inc();
    LOG.warn("A record of topic {} cannot be read and was skipped: {}", topic, reason);
    return null;
  }

  @Override
  public boolean isEndOfStream(T next) {
    return false;
  }

  @Override
  public TypeInformation<T> getProducedType() {
    return ProtobufTypeInfo.ofMessage(type);
  }
}
