package dev.slipstream.job.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipstream.job.JobFixtures;
import dev.slipstream.wire.Embedding;
import dev.slipstream.wire.Sample;
import java.io.IOException;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class ProtobufSerializerTest {

  private final TypeSerializer<Sample> serializer =
      ProtobufTypeInfo.ofMessage(Sample.class).createSerializer(new SerializerConfigImpl());

  @Test
  void readsBackWhatItWrote() throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    serializer.serialize(JobFixtures.sample(1), out);
    serializer.serialize(Sample.getDefaultInstance(), out);
    serializer.serialize(JobFixtures.sample(2), out);

    DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());

    assertThat(serializer.deserialize(in)).isEqualTo(JobFixtures.sample(1));
    assertThat(serializer.deserialize(in)).isEqualTo(Sample.getDefaultInstance());
    assertThat(serializer.deserialize(in)).isEqualTo(JobFixtures.sample(2));
    assertThat(in.available()).isZero();
  }

  @Test
  void copiesOneMessageBetweenStreams() throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    serializer.serialize(JobFixtures.sample(3), out);

    DataOutputSerializer copy = new DataOutputSerializer(64);
    serializer.copy(new DataInputDeserializer(out.getCopyOfBuffer()), copy);

    assertThat(copy.getCopyOfBuffer()).isEqualTo(out.getCopyOfBuffer());
  }

  @Test
  void refusesANegativeLength() {
    DataInputDeserializer in = new DataInputDeserializer(new byte[] {-1, -1, -1, -1});

    assertThatThrownBy(() -> serializer.deserialize(in))
        .isInstanceOf(IOException.class)
        .hasMessage("length of a message: must be >= 0, was -1");
  }

  @Test
  void itsSnapshotComesBackFromBytesAndFitsTheSameMessageOnly() throws IOException {
    TypeSerializerSnapshot<Sample> restored = reload(serializer.snapshotConfiguration());

    assertThat(restored.restoreSerializer()).isEqualTo(serializer);
    assertThat(
            serializer
                .snapshotConfiguration()
                .resolveSchemaCompatibility(restored)
                .isCompatibleAsIs())
        .isTrue();
  }

  @Test
  @SuppressWarnings({"unchecked", "rawtypes"}) // what Flink itself does with a foreign snapshot
  void itsSnapshotRefusesAnotherMessage() {
    TypeSerializerSnapshot other =
        new ProtobufSerializer<>(Embedding.class).snapshotConfiguration();

    assertThat(
            serializer.snapshotConfiguration().resolveSchemaCompatibility(other).isIncompatible())
        .isTrue();
  }

  private static TypeSerializerSnapshot<Sample> reload(TypeSerializerSnapshot<Sample> snapshot)
      throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    TypeSerializerSnapshot.writeVersionedSnapshot(out, snapshot);
    return TypeSerializerSnapshot.readVersionedSnapshot(
        new DataInputDeserializer(out.getCopyOfBuffer()),
        ProtobufSerializerTest.class.getClassLoader());
  }
}
