package dev.slipstream.job.flink;

import com.google.protobuf.Message;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** What a checkpoint remembers of a {@link ProtobufSerializer}: the message's class. */
public final class ProtobufSerializerSnapshot<T extends Message>
    implements TypeSerializerSnapshot<T> {

  private static final int VERSION = 1;

  private Class<T> type;

  /** For Flink, which then calls {@link #readSnapshot}. */
  public ProtobufSerializerSnapshot() {}

  ProtobufSerializerSnapshot(Class<T> type) {
    this.type = type;
  }

  @Override
  public int getCurrentVersion() {
    return VERSION;
  }

  @Override
  public void writeSnapshot(DataOutputView out) throws IOException {
    out.writeUTF(type.getName());
  }

  @Override
  @SuppressWarnings("unchecked") // asSubclass has checked that it is a message
  public void readSnapshot(int version, DataInputView in, ClassLoader loader) throws IOException {
    if (version != VERSION) {
      throw new IOException(
          "version of a serializer snapshot: must be " + VERSION + ", was " + version);
    }
    String name = in.readUTF();
    try {
      type = (Class<T>) Class.forName(name, false, loader).asSubclass(Message.class);
    } catch (ClassNotFoundException e) {
      throw new IOException("state was written for " + name + ", which is not on the path", e);
    }
  }

  @Override
  public TypeSerializer<T> restoreSerializer() {
    return new ProtobufSerializer<>(type);
  }

  @Override
  public TypeSerializerSchemaCompatibility<T> resolveSchemaCompatibility(
      TypeSerializerSnapshot<T> old) {
    return old instanceof ProtobufSerializerSnapshot<T> o && o.type == type
        ? TypeSerializerSchemaCompatibility.compatibleAsIs()
        : TypeSerializerSchemaCompatibility.incompatible();
  }
}
