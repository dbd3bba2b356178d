package dev.slipstream.ingest.audio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipstream.ingest.Mutations;
import dev.slipstream.wire.AudioFeatures;
import dev.slipstream.wire.DeadLetter.Reason;
import dev.slipstream.wire.RefusedException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Whatever is done to a sound file, out comes a sound or a refusal, and nothing else. */
class AudioMutationProperties {

  private static final int MAX_MILLIS = 1000;
  private static final List<byte[]> FILES = files();

  private final AudioDecoder decoder =
      AudioDecoder.of(
          1 << 20,
          new AudioLimits(Duration.ofMillis(MAX_MILLIS), 8, 192_000),
          Duration.ofSeconds(30));
  private final AudioFeaturizer featurizer = new AudioFeaturizer();

  @Property(tries = 1000)
  void flippedBitsEndAsASoundOrARefusal(
      @ForAll @IntRange(min = 0, max = 9) int file,
      @ForAll @IntRange(min = 1, max = 8) int flips,
      @ForAll long seed) {
    byte[] mutated = FILES.get(file).clone();
    Mutations.flipBits(mutated, 0, mutated.length, flips, new Random(seed));

    requireSoundOrRefusal(mutated);
  }

  @Property(tries = 1000)
  void flippedBitsNearTheBeginningEndAsASoundOrARefusal(
      @ForAll @IntRange(min = 0, max = 9) int file, @ForAll long seed) {
    byte[] mutated = FILES.get(file).clone();
    Mutations.flipBits(mutated, 0, 80, 2, new Random(seed));

    requireSoundOrRefusal(mutated);
  }

  /** Page checksums are made right again, so that the mutation reaches the decoder itself. */
  @Property(tries = 1000)
  void flippedBitsBehindRightChecksumsEndAsASoundOrARefusal(
      @ForAll @IntRange(min = 0, max = 1) int file,
      @ForAll @IntRange(min = 1, max = 4) int flips,
      @ForAll long seed) {
    byte[] mutated = AudioFixtures.file(file == 0 ? "mono-16k.ogg" : "stereo-44k.ogg");
    Mutations.flipBits(mutated, 28, mutated.length, flips, new Random(seed));
    repairSums(mutated);

    requireSoundOrRefusal(mutated);
  }

  @Property(tries = 1000)
  void headersOfNoiseEndAsASoundOrARefusal(
      @ForAll @IntRange(min = 0, max = 9) int file,
      @ForAll @IntRange(min = 1, max = 60) int length,
      @ForAll long seed) {
    requireSoundOrRefusal(Mutations.withNoise(FILES.get(file), 12, length, new Random(seed)));
  }

  @Property(tries = 1000)
  void spliceOfTwoFilesEndsAsASoundOrARefusal(
      @ForAll @IntRange(min = 0, max = 9) int first,
      @ForAll @IntRange(min = 0, max = 9) int second,
      @ForAll long seed) {
    requireSoundOrRefusal(Mutations.spliced(FILES.get(first), FILES.get(second), new Random(seed)));
  }

  private static void repairSums(byte[] file) {
    ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int at = 0;
    while (at + 27 <= file.length) {
      int segments = file[at + 26] & 0xFF;
      int end = at + 27 + segments;
      for (int i = 0; i < segments && at + 27 + i < file.length; i++) {
        end += file[at + 27 + i] & 0xFF;
      }
      if (end > file.length) {
        return;
      }
      in.putInt(at + 22, OggPackets.sum(file, at, end));
      at = end;
    }
  }

  private void requireSoundOrRefusal(byte[] file) {
    try {
      DecodedAudio audio = decoder.decode(file, decoder.type(file, Optional.empty()));
      assertThat(audio.durationMillis()).isBetween(0, MAX_MILLIS + 1);
      AudioFeatures features = featurizer.features(audio);
      assertThat(features.getLogMel().size())
          .isEqualTo(features.getFrames() * features.getBands())
          .isPositive();
    } catch (RefusedException e) {
      assertThat(e.reason()).isNotEqualTo(Reason.REASON_UNSPECIFIED);
      assertThat(e.getMessage()).hasSizeBetween(10, 300).doesNotContain("\n");
    }
  }

  private static List<byte[]> files() {
    List<byte[]> files = new ArrayList<>();
    for (String name : AudioFixtures.FILES) {
      files.add(AudioFixtures.file(name));
    }
    files.add(AudioFixtures.wav(8000, AudioFixtures.sine(440, 0.5, 8000, 800)));
    files.add(AudioFixtures.wav(3, 2, 44_100, 32, new byte[1600]));
    files.add(AudioFixtures.aiff(800));
    return files;
  }
}
