package dev.slipstream.job.flink;

import com.google.protobuf.Message;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Writes a protobuf message as its length (4 bytes, big endian) and its bytes. Fields are only ever
 * added to our messages, so state written by an older program is read by a newer one.
 */
final class ProtobufSerializer<T extends Message> extends TypeSerializer<T> {

  private static final long serialVersionUID = 1;

  private final Class<T> type;
  private transient T prototype;

  ProtobufSerializer(Class<T> type) {
    this.type = type;
  }

  Class<T> type() {
    return type;
  }

  @Override
  public boolean isImmutableType() {
    return true;
  }

  @Override
  public TypeSerializer<T> duplicate() {
    return this; // stateless but for the shared prototype, which is immutable
  }

  @Override
  public T createInstance() {
    if (prototype == null) {
      try {
        prototype = type.cast(type.getMethod("getDefaultInstance").invoke(null));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(type.getName() + ": must be a generated message", e);
      }
    }
    return prototype;
  }

  @Override
  public T copy(T from) {
    return from;
  }

  @Override
  public T copy(T from, T reuse) {
    return from;
  }

  @Override
  public int getLength() {
    return -1;
  }

  @Override
  public void serialize(T message, DataOutputView target) throws IOException {
    byte[] bytes = message.toByteArray();
    target.writeInt(bytes.length);
    target.write(bytes);
  }

  @Override
  public T deserialize(DataInputView source) throws IOException {
    return type.cast(createInstance().getParserForType().parseFrom(readBytes(source)));
  }

  @Override
  public T deserialize(T reuse, DataInputView source) throws IOException {
    return deserialize(source);
  }

  @Override
  public void copy(DataInputView source, DataOutputView target) throws IOException {
    byte[] bytes = readBytes(source);
    target.writeInt(bytes.length);
    target.write(bytes);
  }

  private static byte[] readBytes(DataInputView source) throws IOException {
    int length = source.readInt();
    if (length < 0) {
      throw new IOException("length of a message: must be >= 0, was " + length);
    }
    byte[] bytes = new byte[length];
    source.readFully(bytes);
    return bytes;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ProtobufSerializer<?> o && type == o.type;
  }

  @Override
  public int hashCode() {
    return type.hashCode();
  }

  @Override
  public TypeSerializerSnapshot<T> snapshotConfiguration() {
    return new ProtobufSerializerSnapshot<>(type);
  }
}
