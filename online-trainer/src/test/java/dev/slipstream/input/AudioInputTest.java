package dev.slipstream.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.slipstream.config.Settings;
import dev.slipstream.encoder.Architectures;
import dev.slipstream.encoder.InputSpec;
import dev.slipstream.job.TrainJob;
import dev.slipstream.view.AudioViewConfig;
import dev.slipstream.wire.AudioFeatures;
import dev.slipstream.wire.Sample;
import dev.slipstream.wire.TextFeatures;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class AudioInputTest {

  private static final int BANDS = 64;
  private static final byte HUSH = 40;

  @Test
  void takesSoundsAlone() {
    assertThat(input(1).takes(sample(5))).isTrue();
    assertThat(input(1).takes(Sample.getDefaultInstance())).isFalse();
    assertThat(
            input(1).takes(Sample.newBuilder().setText(TextFeatures.getDefaultInstance()).build()))
        .isFalse();
  }

  @Test
  void saysWhatIsWrong() {
    assertThat(input(1).problem(sample(5))).isNull();
    assertThat(input(1).problem(sample(0))).isEqualTo("frames: must be >= 1, was 0");
    assertThat(input(1).problem(sample(5, 40, 200))).isEqualTo("bands: must be 64, was 40");
    assertThat(input(1).problem(sample(5, 64, 319)))
        .isEqualTo("log_mel: must be 320 bytes, was 319");
  }

  @Test
  void aRowIsTheWindowAndItsContext() {
    assertThat(input(1).rowBytes()).isEqualTo((8 + 2 * 3) * BANDS);
    assertThat(input(1).spec()).isEqualTo(new InputSpec.Planes(8, BANDS, 1));
  }

  @Test
  void aRowHoldsAllPlacesThatViewsMayBeTakenNear() {
    Settings roaming = Settings.defaults(AudioInput.OPTIONS).with(AudioViewConfig.ROAM, 200);

    int frames = AudioInput.from(roaming).spectrogram().rowFrames();

    assertThat(frames).isEqualTo(32 + 2 * (200 + 3));
  }

  @Test
  void aShorterSoundLiesInTheMiddleOfSilence() {
    assertThat(frames(input(1), 4)).containsExactly(0, 0, 0, 0, 0, 1, 2, 3, 4, 0, 0, 0, 0, 0);
  }

  @Test
  void aLongerSoundIsCutOnBothSides() {
    assertThat(frames(input(1), 20))
        .containsExactly(4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17);
  }

  @Test
  void aSoundIsStretchedToFillTheWindow() {
    assertThat(frames(input(2), 4)).containsExactly(0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 0, 0, 0);
    assertThat(frames(input(2), 16)).containsExactly(0, 0, 0, 2, 4, 6, 8, 10, 12, 14, 16, 0, 0, 0);
  }

  @Test
  void aSoundIsStretchedByNoMoreThanTheFactor() {
    assertThat(frames(input(2), 2)).containsExactly(0, 0, 0, 0, 0, 1, 1, 2, 2, 0, 0, 0, 0, 0);
    assertThat(frames(input(2), 40)).startsWith(8, 10).endsWith(32, 34);
  }

  @Test
  void silenceBeforeAndAfterASoundIsContextAndDoesNotMoveIt() {
    byte[] bare = row(loud(16, 0, 0));

    byte[] row = row(loud(16, 7, 30));

    int context = 3 * BANDS;
    assertThat(Arrays.copyOfRange(row, context, row.length - context))
        .containsExactly(Arrays.copyOfRange(bare, context, bare.length - context));
    assertThat(Arrays.copyOf(row, context)).containsOnly(HUSH);
    assertThat(Arrays.copyOf(bare, context)).containsOnly(0);
  }

  @Test
  void writesOverWhatWasThere() {
    byte[] values = new byte[2 * input(1).rowBytes()];
    Arrays.fill(values, (byte) 9);

    input(1).write(sample(4), values, input(1).rowBytes());

    assertThat(values[input(1).rowBytes() - 1]).isEqualTo((byte) 9);
    assertThat(values[input(1).rowBytes()]).isZero();
    assertThat(values[values.length - 1]).isZero();
  }

  @Test
  void theRecipesValuesAreValid() {
    Settings settings = Settings.defaults(TrainJob.OPTIONS).with(AudioInput.RECIPE);

    AudioInput input = AudioInput.from(settings);

    assertThat(
            Architectures.declare(
                    AudioInput.RECIPE.get("encoder.architecture"), input.spec(), 16, 1)
                .representationSize())
        .isPositive();
  }

  @Test
  void refusesAWindowOfNoLength() {
    AudioViewConfig view = AudioViewConfig.from(Settings.defaults(AudioViewConfig.OPTIONS));

    assertThatThrownBy(() -> new AudioInput(0, 20, 1, view))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("audio.frames: must be a whole number >= 8");
  }

  private static AudioInput input(double fit) {
    Settings settings =
        Settings.defaults(AudioInput.OPTIONS)
            .with(AudioInput.FRAMES, 8)
            .with(AudioInput.FIT, fit)
            .with(AudioViewConfig.SHIFT, 3);
    return AudioInput.from(settings);
  }

  /** The first band of each frame of a row; the sound's frames are numbered from 1. */
  private static int[] frames(AudioInput input, int length) {
    byte[] values = new byte[input.rowBytes()];
    input.write(sample(length), values, 0);
    int[] frames = new int[values.length / BANDS];
    for (int i = 0; i < frames.length; i++) {
      frames[i] = values[i * BANDS];
    }
    return frames;
  }

  private static byte[] row(Sample sample) {
    byte[] values = new byte[input(2).rowBytes()];
    input(2).write(sample, values, 0);
    return values;
  }

  /** Loud frames, numbered, with some far less loud before and after them. */
  private static Sample loud(int frames, int before, int after) {
    byte[] values = new byte[(before + frames + after) * BANDS];
    Arrays.fill(values, HUSH);
    for (int i = 0; i < frames * BANDS; i++) {
      values[before * BANDS + i] = (byte) (200 + i / BANDS);
    }
    return Sample.newBuilder()
        .setAudio(
            AudioFeatures.newBuilder()
                .setFrames(before + frames + after)
                .setBands(BANDS)
                .setLogMel(ByteString.copyFrom(values)))
        .build();
  }

  private static Sample sample(int frames) {
    return sample(frames, BANDS, frames * BANDS);
  }

  private static Sample sample(int frames, int bands, int bytes) {
    byte[] values = new byte[bytes];
    for (int i = 0; i < bytes; i++) {
      values[i] = (byte) (1 + i / bands);
    }
    return Sample.newBuilder()
        .setAudio(
            AudioFeatures.newBuilder()
                .setFrames(frames)
                .setBands(bands)
                .setLogMel(ByteString.copyFrom(values)))
        .build();
  }
}
