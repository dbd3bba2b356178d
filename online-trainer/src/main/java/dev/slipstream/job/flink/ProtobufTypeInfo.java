package dev.slipstream.job.flink;

import com.google.protobuf.Message;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/** Tells Flink how a generated protobuf message is written: as its own bytes, never by Kryo. */
public final class ProtobufTypeInfo<T extends Message> extends TypeInformation<T> {

  private static final long serialVersionUID = 1;

  private final Class<T> type;

  private ProtobufTypeInfo(Class<T> type) {
    this.type = type;
  }

  /** Of a generated message. */
  public static <T extends Message> ProtobufTypeInfo<T> ofMessage(Class<T> type) {
    return new ProtobufTypeInfo<>(type);
  }

  @Override
  public boolean isBasicType() {
    return false;
  }

  @Override
  public boolean isTupleType() {
    return false;
  }

  @Override
  public int getArity() {
    return 1;
  }

  @Override
  public int getTotalFields() {
    return 1;
  }

  @Override
  public Class<T> getTypeClass() {
    return type;
  }

  @Override
  public boolean isKeyType() {
    return false;
  }

  @Override
  public TypeSerializer<T> createSerializer(SerializerConfig config) {
    return new ProtobufSerializer<>(type);
  }

  @Override
  public String toString() {
    return "protobuf " + type.getName();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ProtobufTypeInfo<?> o && type == o.type;
  }

  @Override
  public int hashCode() {
    return type.hashCode();
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof ProtobufTypeInfo;
  }
}
