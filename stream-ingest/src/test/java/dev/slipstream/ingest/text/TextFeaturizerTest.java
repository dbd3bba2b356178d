package dev.slipstream.ingest.text;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipstream.wire.DeadLetter.Reason;
import dev.slipstream.wire.RefusedException;
import dev.slipstream.wire.TextFeatures;
import java.util.Optional;
import org.apache.commons.codec.digest.MurmurHash3;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextFeaturizerTest {

  private final TextFeaturizer featurizer = TextFeaturizer.of(new TextConfig(1000, 100, 32, 3, 4));

  @Test
  void aWordIsTheMurmurHashOfItsUtf8() throws RefusedException {
    // Reference values of MurmurHash3_x86_32 with seed 0, published with other implementations.
    assertThat(features("Hello").getWordsList()).containsExactly(0x248bfa47);
    assertThat(features("héllo").getWordsList()).containsExactly(hash("héllo"));
  }

  @Test
  void piecesAreNGramsOfTheWordBetweenItsMarksFromItsBeginning() throws RefusedException {
    TextFeatures features = features("abc é");

    assertThat(features.getPiecesList())
        .containsExactly(
            hash("<ab"), hash("<abc"), hash("abc"), hash("abc>"), hash("bc>"), hash("<é>"));
    assertThat(features.getPieceCountsList()).containsExactly(5, 1);
  }

  @Test
  void ofALongWordTheFirstPiecesAreTaken() throws RefusedException {
    TextFeaturizer few = TextFeaturizer.of(new TextConfig(1000, 100, 3, 3, 4));

    TextFeatures features =
        few.features("w\uD83D\uDE00ord".repeat(40).getBytes(UTF_8), Optional.empty());

    assertThat(features.getPieceCountsList()).containsOnly(1, 3);
    assertThat(featurizer.features("x".repeat(900).getBytes(UTF_8), Optional.empty()))
        .satisfies(
            long900 -> {
              assertThat(long900.getWordsList()).containsExactly(hash("x".repeat(900)));
              assertThat(long900.getPieceCountsList()).containsExactly(32);
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "Don't panic - it's 3.14! ~ don't|panic|it's|3.14",
        "one, 'two' ~ one|two",
        "Ünïcödé, ÇA VA ~ ünïcödé|ça|va",
        "I ❤️ 😀😀 €5 ~ i|❤|😀|😀|€|5",
        "我喜欢自然语言处理 ~ 我|喜欢|自然|语言|处理",
        "สวัสดีชาวโลก ~ สวัสดี|ชาว|โลก",
      })
  void tokensAreWordsAndSymbolsInAnyScript(String text, String tokens) throws RefusedException {
    Integer[] hashes =
        java.util.Arrays.stream(tokens.split("\\|"))
            .map(TextFeaturizerTest::hash)
            .toArray(Integer[]::new);

    assertThat(features(text).getWordsList()).containsExactly(hashes);
  }

  @ParameterizedTest
  @CsvSource({
    "Straße, STRASSE",
    "ﬁsh, FISH",
    "Ｗｉｄｅ, wide",
    "cafe\u0301, CAF\u00C9",
    "\uFEFFbom, bom",
    "soft\u00ADhyphen, softhyphen",
    "ΣΊΣΥΦΟΣ, σίσυφος",
    "①, 1",
  })
  void spellingsThatMeanTheSameGiveTheSame(String one, String other) throws RefusedException {
    assertThat(features(one)).isEqualTo(features(other));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "TEXT/PLAIN; charset=\"UTF-8\"",
        "text/markdown",
        " ",
        "application/octet-stream"
      })
  void takesTextByItsDeclaredType(String type) throws RefusedException {
    assertThat(featurizer.features("a b".getBytes(UTF_8), Optional.of(type)).getWordsCount())
        .isEqualTo(2);
  }

  @Test
  void refusesWhatIsNoTextWithTheReason() {
    assertThat(refusal(new byte[0], "text/plain")).isEqualTo(Reason.EMPTY_PAYLOAD);
    assertThat(refusal(new byte[1001], "text/plain")).isEqualTo(Reason.PAYLOAD_TOO_LARGE);
    assertThat(refusal(bytes("a"), "image/png")).isEqualTo(Reason.UNKNOWN_CONTENT_TYPE);
    assertThat(refusal(bytes("a"), "text/plain;charset=latin1"))
        .isEqualTo(Reason.UNSUPPORTED_ENCODING);
    assertThat(refusal("text".getBytes(UTF_16), "text/plain"))
        .isEqualTo(Reason.CONTENT_TYPE_MISMATCH);
    assertThat(refusal("text".getBytes(UTF_16), "")).isEqualTo(Reason.UNKNOWN_CONTENT_TYPE);
    assertThat(refusal(bytes(" \n...!?"), "")).isEqualTo(Reason.NO_CONTENT);
    assertThat(refusal(bytes("a ".repeat(101)), "")).isEqualTo(Reason.TOO_LONG);
    assertThat(refusal(bytes("a" + "\u0301\u0316".repeat(129)), ""))
        .isEqualTo(Reason.UNSUPPORTED_ENCODING);
    assertThat(refusal(new byte[] {'a', (byte) 0xC3, 0x28}, "")).isEqualTo(Reason.CORRUPT);
    assertThat(refusal(new byte[] {'a', (byte) 0xED, (byte) 0xA0, (byte) 0x80}, ""))
        .isEqualTo(Reason.CORRUPT);
    assertThat(refusal(new byte[] {'a', (byte) 0xE2, (byte) 0x82}, "")).isEqualTo(Reason.CORRUPT);
  }

  @Test
  void saysWhereBytesAreMalformed() {
    assertThatThrownBy(
            () -> featurizer.features(new byte[] {'a', 'b', (byte) 0xFF}, Optional.empty()))
        .isInstanceOf(RefusedException.class)
        .hasMessage("The text is not UTF-8: it is malformed at byte 2.");
  }

  @Test
  void rejectsPiecesThatEndBeforeTheyBegin() {
    assertThatThrownBy(() -> new TextConfig(1000, 100, 32, 5, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("text.max-piece-length: must be >= text.min-piece-length (5), was 4");
  }

  private TextFeatures features(String text) throws RefusedException {
    return featurizer.features(bytes(text), Optional.empty());
  }

  private Reason refusal(byte[] bytes, String type) {
    return catchThrowableOfType(
            RefusedException.class, () -> featurizer.features(bytes, Optional.of(type)))
        .reason();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static int hash(String text) {
    byte[] bytes = bytes(text);
    return MurmurHash3.hash32x86(bytes, 0, bytes.length, 0);
  }
}
