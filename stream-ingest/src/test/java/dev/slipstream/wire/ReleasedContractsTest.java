package dev.slipstream.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Topics outlive programs: what the last release wrote, this version reads, and the other way
 * round. The release's descriptors are kept in {@code released-contracts.desc}.
 */
class ReleasedContractsTest {

  private static final String KEPT = "/released-contracts.desc";

  @Test
  void nothingOfTheLastReleaseIsRemovedRenumberedOrRetyped() throws Exception {
    assertThat(ContractBreaks.between(released(), present())).isEmpty();
  }

  @Test
  void aRemovedMessageIsFound() throws Exception {
    assertThat(ContractBreaks.between(released(), changed(file -> file.removeMessageType(0))))
        .containsExactly("Origin: must stay, was removed");
  }

  @Test
  void aRemovedFieldIsFound() throws Exception {
    assertThat(ContractBreaks.between(released(), origin(message -> message.removeField(2))))
        .containsExactly("Origin.offset (3): must stay, was removed");
  }

  @Test
  void aRenumberedFieldIsFound() throws Exception {
    assertThat(
            ContractBreaks.between(
                released(), origin(message -> message.getFieldBuilder(2).setNumber(9))))
        .containsExactly("Origin.offset (3): must stay, was removed");
  }

  @Test
  void aRetypedFieldIsFound() throws Exception {
    assertThat(
            ContractBreaks.between(
                released(),
                origin(
                    message ->
                        message.getFieldBuilder(2).setType(FieldDescriptorProto.Type.TYPE_INT32))))
        .containsExactly(
            "Origin.offset (3): must stay offset LABEL_OPTIONAL TYPE_INT64,"
                + " was offset LABEL_OPTIONAL TYPE_INT32");
  }

  @Test
  void aFieldThatIsRepeatedNowIsFound() throws Exception {
    assertThat(
            ContractBreaks.between(
                released(),
                origin(
                    message ->
                        message
                            .getFieldBuilder(0)
                            .setLabel(FieldDescriptorProto.Label.LABEL_REPEATED))))
        .hasSize(1);
  }

  @Test
  void aRemovedEnumValueIsFound() throws Exception {
    FileDescriptorProto changed =
        changed(
            file ->
                file.getMessageTypeBuilderList().stream()
                    .filter(message -> message.getName().equals("DeadLetter"))
                    .forEach(message -> message.getEnumTypeBuilder(0).removeValue(1)));

    assertThat(ContractBreaks.between(released(), changed))
        .containsExactly("DeadLetter.Reason (1): must stay MISSING_KEY, was removed");
  }

  /** Run on a release; README.md says how. */
  @Test
  @EnabledIfSystemProperty(named = "contracts.release", matches = "true")
  void keepsThePresentContractsAsReleased() throws Exception {
    Path file = Path.of("src/test/resources" + KEPT);

    Files.write(file, FileDescriptorSet.newBuilder().addFile(present()).build().toByteArray());

    assertThat(file).isNotEmptyFile();
  }

  private static FileDescriptorProto released() throws Exception {
    try (InputStream in = ReleasedContractsTest.class.getResourceAsStream(KEPT)) {
      return FileDescriptorSet.parseFrom(in).getFile(0);
    }
  }

  private static FileDescriptorProto present() {
    return Sample.getDescriptor().getFile().toProto();
  }

  private static FileDescriptorProto origin(Consumer<DescriptorProto.Builder> change) {
    return changed(file -> change.accept(file.getMessageTypeBuilder(0)));
  }

  private static FileDescriptorProto changed(Consumer<FileDescriptorProto.Builder> change) {
    FileDescriptorProto.Builder file = present().toBuilder();
    change.accept(file);
    return file.build();
  }
}
