package dev.slipstream.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the bytes on the topics fixed: what one version wrote, every later one must read. */
class MessageCodecTest {

  private static final Origin ORIGIN =
      Origin.newBuilder().setTopic("raw.image").setPartition(1).setOffset(300).build();

  @ParameterizedTest
  @MethodSource("goldenMessages")
  <T extends MessageLite> void writesAndReadsTheSameBytesAsEver(
      MessageCodec<T> codec, T message, String hex) {
    assertThat(HexFormat.of().formatHex(codec.serialize("t", message))).isEqualTo(hex);
    assertThat(codec.deserialize("t", HexFormat.of().parseHex(hex))).isEqualTo(message);
  }

  static Stream<Arguments> goldenMessages() {
    return Stream.of(
        Arguments.of(
            MessageCodec.SAMPLE,
            Sample.newBuilder()
                .setItemId("boot")
                .setEventTimeMillis(1000)
                .setOrigin(ORIGIN)
                .setContentType("image/png")
                .setImage(
                    ImageFeatures.newBuilder()
                        .setHeight(1)
                        .setWidth(2)
                        .setChannels(1)
                        .setPixels(ByteString.copyFrom(new byte[] {0, (byte) 255})))
                .build(),
            "0a04626f6f7410e8071a100a097261772e696d616765100118ac02"
                + "2209696d6167652f706e67520a08011002180122"
                + "0200ff"),
        Arguments.of(
            MessageCodec.INTERACTION,
            Interaction.newBuilder()
                .setEventId("e")
                .setSource("s")
                .setUser("u")
                .setItemId("boot")
                .setEventTimeMillis(1000)
                .addContext(ContextField.newBuilder().setName("n").addValues("v"))
                .setFeedback(Interaction.Feedback.REFUSED)
                .setWeight(1)
                .setDwellMillis(0)
                .setOrigin(ORIGIN)
                .build(),
            "0a0165120173"
                + "1a01752204626f6f7428e80732060a016e1201763803"
                + "450000803f480052100a097261772e696d616765100118ac02"),
        Arguments.of(
            MessageCodec.DEAD_LETTER,
            DeadLetter.newBuilder()
                .setOrigin(ORIGIN)
                .setReason(DeadLetter.Reason.CORRUPT)
                .setDetail("x")
                .setTimeMillis(5)
                .addHeaders(Header.newBuilder().setKey("k").setValue(ByteString.copyFromUtf8("v")))
                .setPayload(ByteString.copyFromUtf8("p"))
                .setPayloadBytes(1)
                .setPayloadSha256("ab")
                .build(),
            "0a100a097261772e696d616765100118ac0210081a017820052a060a016b120176320170380142026162"),
        Arguments.of(
            MessageCodec.ENCODER_ANNOUNCEMENT,
            EncoderAnnouncement.newBuilder()
                .setEncoder("image")
                .setVersion(200)
                .setUri("u")
                .setSha256("s")
                .setFileBytes(3)
                .setSamplesSeen(4)
                .setEventTimeMillis(5)
                .setEmbeddingSize(6)
                .setLearnerSha256("l")
                .build(),
            "0a05696d61676510c8011a01752201732803300438054006" + "4a016c"),
        Arguments.of(
            MessageCodec.EMBEDDING,
            Embedding.newBuilder()
                .setItemId("boot")
                .setEncoder("image")
                .setVersion(2)
                .addVector(0.6f)
                .addVector(-0.8f)
                .setEventTimeMillis(3)
                .setEmbedTimeMillis(4)
                .setOrigin(ORIGIN)
                .setContentType("c")
                .build(),
            "0a04626f6f741205696d61676518022208"
                + "9a99193fcdcc4cbf28033004"
                + "3a100a097261772e696d616765100118ac02420163"),
        Arguments.of(
            MessageCodec.PROGRESS,
            Progress.newBuilder()
                .setEncoder("image")
                .setStep(1)
                .setSamplesSeen(2)
                .setLoss(0.5)
                .setNegatives(3)
                .setSamplesPerSecond(2)
                .setTimeMillis(4)
                .setPublishedVersion(-1)
                .setPositiveSimilarity(1)
                .build(),
            "0a05696d6167651001180221000000000000e03f2803310000000000000040380440"
                + "ffffffffffffffffff0149000000000000f03f"));
  }

  @Test
  void keepsTombstones() {
    assertThat(MessageCodec.EMBEDDING.serialize("t", null)).isNull();
    assertThat(MessageCodec.EMBEDDING.deserialize("t", null)).isNull();
  }

  @Test
  void refusesBytesOfSomethingElse() {
    assertThatThrownBy(() -> MessageCodec.SAMPLE.deserialize("samples", new byte[] {1, 2, 3}))
        .isInstanceOf(SerializationException.class)
        .hasMessage("samples: must hold Sample messages");
  }

  @Test
  void refusesMessagesThatBrokersWouldNotTake() {
    Sample tooLong =
        Sample.newBuilder()
            .setImage(
                ImageFeatures.newBuilder().setPixels(ByteString.copyFrom(new byte[1_000_000])))
            .build();

    assertThatThrownBy(() -> MessageCodec.SAMPLE.serialize("samples", tooLong))
        .isInstanceOf(SerializationException.class)
        .hasMessage("samples: Sample must be <= 1000000 bytes, was 1000008");
    assertThatThrownBy(() -> MessageCodec.SAMPLE.deserialize("samples", new byte[1_000_001]))
        .isInstanceOf(SerializationException.class)
        .hasMessage("samples: Sample must be <= 1000000 bytes, was 1000001");
  }
}
