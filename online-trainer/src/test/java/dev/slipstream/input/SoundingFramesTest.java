package dev.slipstream.input;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.slipstream.wire.AudioFeatures;
import org.junit.jupiter.api.Test;

class SoundingFramesTest {

  @Test
  void beginsAndEndsWithTheFirstAndLastLoudFrame() {
    assertThat(of(20, 10, 100, 200, 10, 180, 20, 0)).isEqualTo(new SoundingFrames(2, 3));
  }

  @Test
  void aWiderRangeTakesInWhatIsLessLoud() {
    assertThat(of(40, 10, 100, 200, 10, 180, 20, 0)).isEqualTo(new SoundingFrames(1, 4));
    assertThat(of(100, 10, 100, 200, 10, 180, 20, 0)).isEqualTo(new SoundingFrames(0, 7));
  }

  @Test
  void theRangeIsInDecibels() {
    assertThat(of(20, 136, 200)).isEqualTo(new SoundingFrames(1, 1)); // 20.1 dB
    assertThat(of(20, 137, 200)).isEqualTo(new SoundingFrames(0, 2)); // 19.8 dB
  }

  @Test
  void isWholeIfAllIsSilent() {
    assertThat(of(20, 0, 0, 0)).isEqualTo(new SoundingFrames(0, 3));
    assertThat(of(20, 9)).isEqualTo(new SoundingFrames(0, 1));
  }

  /** Frames of two bands alike. */
  private static SoundingFrames of(double range, int... levels) {
    byte[] values = new byte[2 * levels.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (byte) levels[i / 2];
    }
    return SoundingFrames.of(
        AudioFeatures.newBuilder()
            .setFrames(levels.length)
            .setBands(2)
            .setLogMel(ByteString.copyFrom(values))
            .build(),
        range);
  }
}
