package dev.slipstream.ingest.audio;

import static dev.slipstream.ingest.audio.AudioFixtures.file;
import static dev.slipstream.ingest.audio.AudioFixtures.head;
import static dev.slipstream.ingest.audio.AudioFixtures.sine;
import static dev.slipstream.ingest.audio.AudioFixtures.wav;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.slipstream.wire.DeadLetter.Reason;
import dev.slipstream.wire.RefusedException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioFormat.Encoding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AudioDecoderTest {

  private static final Optional<String> UNDECLARED = Optional.empty();
  private static final AudioLimits LIMITS = new AudioLimits(Duration.ofSeconds(2), 6, 96_000);

  private final AudioDecoder decoder = AudioDecoder.of(1 << 20, LIMITS, Duration.ofSeconds(30));

  static List<AudioFormat> pcmFormats() {
    List<AudioFormat> formats = new ArrayList<>();
    for (int channels : new int[] {1, 2, 6}) {
      formats.add(AudioFixtures.format(Encoding.PCM_UNSIGNED, 16_000, 8, channels, false));
      for (int bits : new int[] {16, 24, 32}) {
        formats.add(AudioFixtures.format(Encoding.PCM_SIGNED, 16_000, bits, channels, false));
      }
      formats.add(AudioFixtures.format(Encoding.PCM_FLOAT, 16_000, 32, channels, false));
      formats.add(AudioFixtures.format(Encoding.PCM_FLOAT, 16_000, 64, channels, false));
      formats.add(AudioFixtures.format(Encoding.ULAW, 16_000, 8, channels, false));
      formats.add(AudioFixtures.format(Encoding.ALAW, 16_000, 8, channels, false));
    }
    return formats;
  }

  @ParameterizedTest
  @MethodSource("pcmFormats")
  void readsEverySampleOfAWavFileAsTheJdkDoes(AudioFormat format) throws Exception {
    byte[] data = samples(format);

    float[] decoded = decode(fileOf(format, data)).samples();

    assertThat(decoded).hasSize(1000).containsExactly(expected(format, data), within(step(format)));
  }

  @ParameterizedTest
  @CsvSource({"8,1", "16,1", "16,2", "24,2", "32,6"})
  void readsEverySampleOfAnAiffFileAsTheJdkDoes(int bits, int channels) throws Exception {
    AudioFormat format = AudioFixtures.format(Encoding.PCM_SIGNED, 16_000, bits, channels, true);
    byte[] data = samples(format);

    float[] decoded =
        decode(AudioFixtures.written(format, data, AudioFileFormat.Type.AIFF)).samples();

    assertThat(decoded).hasSize(1000).containsExactly(expected(format, data), within(step(format)));
  }

  @ParameterizedTest
  @CsvSource({
    "mono-16k.flac, 500, 0.3535",
    "mono-16k.ogg, 500, 0.3535",
    "stereo-44k.ogg, 500, 0.25",
    "stereo-44k-24bit.flac, 100, 0.25",
  })
  void decodesATone(String name, int millis, double rootMeanSquare) throws Exception {
    DecodedAudio audio = decode(file(name));

    assertThat(audio.durationMillis()).isEqualTo(millis);
    assertThat(rms(audio.samples(), 0.02, 0.08)).isCloseTo(rootMeanSquare, within(0.01));
  }

  @ParameterizedTest
  @CsvSource({"mono-16k.mp3, 0.3535", "mono-8k.mp3, 0.3535", "stereo-44k.mp3, 0.25"})
  void decodesAToneThatIsLongerByWhatTheEncoderAdds(String name, double rootMeanSquare)
      throws Exception {
    DecodedAudio audio = decode(file(name));

    assertThat(audio.durationMillis()).isBetween(500, 720);
    assertThat(rms(audio.samples(), 0.2, 0.45)).isCloseTo(rootMeanSquare, within(0.02));
  }

  @Test
  void losslessFileGivesTheSamplesOfTheTone() throws Exception {
    float[] decoded = decode(file("mono-16k.flac")).samples();

    float[] tone = sine(1000, 0.5, 16_000, 8000);
    assertThat(decoded).containsExactly(tone, within(2e-4f));
  }

  @Test
  void takesAnExtensibleHeaderAndALengthThatWasNeverFilledIn() throws Exception {
    byte[] plain = wav(16_000, sine(440, 0.5, 16_000, 800));
    ByteBuffer file = ByteBuffer.allocate(plain.length + 24).order(ByteOrder.LITTLE_ENDIAN);
    file.put(plain, 0, 36).putShort((short) 22).putShort((short) 16).putInt(4);
    file.putShort((short) 1).put(HexFormat.of().parseHex("000000001000800000AA00389B71"));
    file.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(-1);
    file.put(plain, 44, plain.length - 44);
    file.putInt(16, 40).putShort(20, (short) 0xFFFE);

    assertThat(decode(file.array()).samples()).isEqualTo(decode(plain).samples());
  }

  @Test
  void clipsWhatIsBeyondFullScale() throws Exception {
    byte[] data = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putFloat(3).array();

    assertThat(decode(wav(3, 1, 16_000, 32, data)).samples()).containsExactly(1, 0);
  }

  @Test
  void takesSilence() throws Exception {
    assertThat(decode(wav(16_000, new float[160])).samples()).containsOnly(0);
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void refusesSamplesThatAreNoNumbers(float value) {
    byte[] data = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putFloat(value).array();

    assertRefused(
        wav(3, 1, 16_000, 32, data),
        Reason.CORRUPT,
        "The WAV file holds samples that are no numbers.");
  }

  @Test
  void refusesAFileWithoutSamples() {
    assertRefused(wav(16_000), Reason.CORRUPT, "The WAV file holds no sound.");
    assertRefused(new byte[0], Reason.EMPTY_PAYLOAD, "The event has no bytes.");
  }

  @ParameterizedTest
  @CsvSource({
    "audio/mpeg, CONTENT_TYPE_MISMATCH, 'The event declares audio/mpeg but its bytes begin like"
        + " audio/wav.'",
    "audio/midi, UNKNOWN_CONTENT_TYPE, The content type audio/midi is not understood."
  })
  void refusesWhatIsNotAsDeclared(String declared, Reason reason, String detail) {
    byte[] file = wav(16_000, 0, 0);

    assertThatThrownBy(() -> decoder.type(file, Optional.of(declared)))
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.reason()).isEqualTo(reason))
        .hasMessage(detail);
  }

  @Test
  void refusesBytesThatAreNoSound() {
    assertRefused(
        "hello".getBytes(StandardCharsets.UTF_8),
        Reason.UNKNOWN_CONTENT_TYPE,
        "The bytes begin like no sound that is understood (WAV, AIFF, FLAC, Ogg Vorbis, MP3).");
  }

  @ParameterizedTest
  @ValueSource(strings = {"audio/x-wav", "audio/wave; codecs=1", "AUDIO/VND.WAVE", ""})
  void takesTheNamesInUse(String declared) throws Exception {
    assertThat(decoder.type(wav(16_000, 0, 0), Optional.of(declared))).isEqualTo(AudioType.WAV);
  }

  @Test
  void refusesTooManyBytes() {
    byte[] file = Arrays.copyOf(wav(16_000, 0, 0), (1 << 20) + 1);

    assertRefused(
        file, Reason.PAYLOAD_TOO_LARGE, "The file has 1048577 bytes; at most 1048576 are taken.");
  }

  @Test
  void refusesALongSoundByItsHeader() {
    assertRefused(
        wav(8000, new float[16_008]),
        Reason.TOO_LONG,
        "The header claims 2.001 s; at most 2.000 s are taken.");
  }

  @Test
  void refusesALongSoundWhoseHeaderIsSilentAboutIt() {
    byte[] file = file("mono-16k.flac");
    Arrays.fill(file, 22, 26, (byte) 0); // STREAMINFO: samples unknown
    AudioDecoder strict =
        AudioDecoder.of(
            1 << 20, new AudioLimits(Duration.ofMillis(400), 1, 16_000), Duration.ofSeconds(30));

    assertThatThrownBy(() -> strict.decode(file, AudioType.FLAC))
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TOO_LONG))
        .hasMessage("The sound goes on; at most 0.400 s are taken.");
  }

  @Test
  void takesAStreamedFileWhoseHeaderIsSilentAboutItsLength() throws Exception {
    byte[] file = file("mono-16k.flac");
    Arrays.fill(file, 22, 26, (byte) 0);

    assertThat(decode(file).samples()).hasSize(8000);
  }

  @Test
  void refusesChannelsAndRatesBeyondTheLimits() {
    assertRefused(
        wav(1, 7, 16_000, 16, new byte[140]),
        Reason.UNSUPPORTED_ENCODING,
        "The WAV file has 7 channels, where 1 to 6 are taken, which is not decoded.");
    assertRefused(
        wav(96_001, 0, 0),
        Reason.UNSUPPORTED_ENCODING,
        "The WAV file has 96001 samples a second, where 1000 to 96000 are taken, which is not"
            + " decoded.");
    assertRefused(
        wav(999, 0, 0),
        Reason.UNSUPPORTED_ENCODING,
        "The WAV file has 999 samples a second, where 1000 to 96000 are taken, which is not"
            + " decoded.");
  }

  @ParameterizedTest
  @CsvSource({"adpcm.wav", "mono.opus.ogg"})
  void refusesCodingsThatAreNotDecoded(String name) {
    assertThatThrownBy(() -> decode(file(name)))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> assertThat(e.reason()).isEqualTo(Reason.UNSUPPORTED_ENCODING));
  }

  @Test
  void stopsAtTheDeadline() {
    AtomicLong clock = new AtomicLong();
    AudioDecoder slow =
        AudioDecoder.of(
            1 << 20,
            LIMITS,
            Duration.ofMillis(5),
            () -> clock.getAndAdd(Duration.ofMillis(3).toNanos()));

    assertThatThrownBy(() -> slow.decode(wav(16_000, new float[16_000]), AudioType.WAV))
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.reason()).isEqualTo(Reason.DECODE_TIMEOUT))
        .hasMessage("Decoding took longer than 5 ms.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mono-16k.flac",
        "stereo-44k-24bit.flac",
        "mono-16k.ogg",
        "stereo-44k.ogg",
        "mono-16k.mp3",
        "mono-8k.mp3",
        "stereo-44k.mp3",
        "wav",
        "aiff"
      })
  void refusesAFileThatIsCutShort(String name) {
    byte[] file = any(name);

    for (int cut : new int[] {1, 2, 100, file.length / 2 + 7, file.length - 50, file.length - 13}) {
      byte[] shorter = head(file, file.length - cut);
      assertThatThrownBy(() -> decode(shorter))
          .as("%s without its last %d bytes", name, cut)
          .isInstanceOfSatisfying(
              RefusedException.class, e -> assertThat(e.reason()).isEqualTo(Reason.CORRUPT));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mono-16k.flac", "mono-16k.ogg"})
  void refusesAFlippedBitWhereThereAreChecksums(String name) {
    byte[] file = file(name);
    file[file.length * 2 / 3] ^= 4;

    assertThatThrownBy(() -> decode(file))
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.reason()).isEqualTo(Reason.CORRUPT));
  }

  @Test
  void passesOverTagsAroundAnMp3() throws Exception {
    byte[] sound = file("mono-16k.mp3");
    ByteBuffer tagged = ByteBuffer.allocate(10 + 300 + sound.length + 128);
    tagged.put(HexFormat.of().parseHex("4944330400000000022C")).position(310); // 2 * 128 + 44 bytes
    tagged.put(sound).put("TAG".getBytes(StandardCharsets.US_ASCII));

    assertThat(decode(tagged.array()).samples()).isEqualTo(decode(sound).samples());
  }

  @Test
  void refusesCodeBooksThatWouldFillTheMemory() {
    byte[] setup = new byte[40];
    byte[] begin = HexFormat.of().parseHex("05766F72626973FF42435604 00FFFFFF01".replace(" ", ""));
    System.arraycopy(begin, 0, setup, 0, begin.length);

    assertThatThrownBy(() -> VorbisBooks.requireSmall(setup))
        .isInstanceOf(RefusedException.class)
        .hasMessage("The OGG file has code books that are too large.");
  }

  private static byte[] any(String name) {
    float[] tone = sine(1000, 0.5, 16_000, 800);
    return switch (name) {
      case "wav" -> wav(16_000, tone);
      case "aiff" ->
          AudioFixtures.written(
              AudioFixtures.format(Encoding.PCM_SIGNED, 16_000, 16, 1, true),
              new byte[1600],
              AudioFileFormat.Type.AIFF);
      default -> file(name);
    };
  }

  private static byte[] fileOf(AudioFormat format, byte[] data) {
    return AudioFixtures.wav(
        tag(format),
        format.getChannels(),
        (int) format.getSampleRate(),
        format.getSampleSizeInBits(),
        data);
  }

  private static int tag(AudioFormat format) {
    if (format.getEncoding().equals(Encoding.PCM_FLOAT)) {
      return 3;
    }
    if (format.getEncoding().equals(Encoding.ALAW)) {
      return 6;
    }
    return format.getEncoding().equals(Encoding.ULAW) ? 7 : 1;
  }

  /** A thousand frames: of noise, or for floats of what lies in [-1, 1]. */
  private static byte[] samples(AudioFormat format) {
    Random random = new Random(7);
    byte[] data = new byte[1000 * format.getFrameSize()];
    random.nextBytes(data);
    if (format.getEncoding().equals(Encoding.PCM_FLOAT)) {
      ByteBuffer floats = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
      while (floats.hasRemaining()) {
        if (format.getSampleSizeInBits() == 32) {
          floats.putFloat(2 * random.nextFloat() - 1);
        } else {
          floats.putDouble(2 * random.nextDouble() - 1);
        }
      }
    }
    return data;
  }

  /** The JDK divides by the greatest sample, 32,767 of 16 bits, and not by its power of two. */
  private static float step(AudioFormat format) {
    boolean logarithmic = tag(format) >= 6;
    return format.getSampleSizeInBits() == 8 && !logarithmic ? 0.02f : 4e-5f;
  }

  private static float[] expected(AudioFormat format, byte[] data) {
    return AudioFixtures.meansByJdk(format, data);
  }

  /** Root mean square between two times, in seconds. */
  private static double rms(float[] samples, double from, double to) {
    double sum = 0;
    for (int i = (int) (from * 16_000); i < (int) (to * 16_000); i++) {
      sum += samples[i] * samples[i];
    }
    return Math.sqrt(sum / ((to - from) * 16_000));
  }

  private DecodedAudio decode(byte[] file) throws RefusedException {
    return decoder.decode(file, decoder.type(file, UNDECLARED));
  }

  private void assertRefused(byte[] file, Reason reason, String detail) {
    assertThatThrownBy(() -> decode(file))
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.reason()).isEqualTo(reason))
        .hasMessage(detail);
  }
}
