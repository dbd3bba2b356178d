package dev.slipstream.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.slipstream.config.Option;
import dev.slipstream.config.Settings;
import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.Scope;
import dev.slipstream.matrix.nd4j.Nd4jDevice;
import dev.slipstream.matrix.torch.TorchDevice;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AudioViewsTest {

  private static final Spectrogram SHAPE = new Spectrogram(10, 4, 8);
  private static final int SIZE = SHAPE.frames() * SHAPE.bands();
  private static final float CLOSE = 1e-5f;

  private final Device device = TorchDevice.cpu(1);
  private Scope scope;

  @BeforeEach
  void openScope() {
    scope = device.scope();
  }

  @AfterEach
  void closeScope() {
    scope.close();
  }

  @Test
  void givesTheMiddleWindowWhenNothingIsToChange() {
    byte[] sounds = sounds(3, 1);

    float[] view = view(still(), sounds, 3, 7, 0);

    assertThat(view).containsExactly(plain(sounds, 3), within(CLOSE));
  }

  @Test
  void differsBetweenStepsViewsSeedsAndEncodersAndIsRepeatable() {
    byte[] sounds = sounds(2, 2);
    AudioViewConfig config = AudioViewConfig.from(defaults());
    AudioViews views = AudioViews.of(config, SHAPE, 1, "audio");
    float[] view = views.view(device, sounds, 2, 5, 0).toArray();

    assertThat(views.view(device, sounds, 2, 5, 0).toArray()).containsExactly(view);
    assertThat(views.view(device, sounds, 2, 6, 0).toArray()).isNotEqualTo(view);
    assertThat(views.view(device, sounds, 2, 5, 1).toArray()).isNotEqualTo(view);
    assertThat(AudioViews.of(config, SHAPE, 2, "audio").view(device, sounds, 2, 5, 0).toArray())
        .isNotEqualTo(view);
    assertThat(AudioViews.of(config, SHAPE, 1, "other").view(device, sounds, 2, 5, 0).toArray())
        .isNotEqualTo(view);
  }

  @Test
  void dependsOnThePositionAndNotOnTheRestOfTheBatch() {
    byte[] sounds = sounds(5, 3);

    float[] all = view(defaults(), sounds, 5, 4, 0);
    float[] firstTwo = view(defaults(), Arrays.copyOf(sounds, 2 * SHAPE.rowBytes()), 2, 4, 0);

    assertThat(Arrays.copyOf(all, firstTwo.length)).containsExactly(firstTwo, within(CLOSE));
  }

  @Test
  void aShiftTakesAWindowOfTheSameRecordingNearTheMiddle() {
    Settings shift = still().with(AudioViewConfig.SHIFT, 4);
    byte[] sounds = sounds(20, 4);
    float[] whole = SHAPE.whole(device, sounds, 20).toArray();

    float[] view = view(shift, sounds, 20, 0, 0);

    for (int i = 0; i < 20; i++) {
      double shifted = draw(shift, 0, 0, i).timeShift();
      assertThat(shifted).isBetween(-4.0, 4.0);
      for (int j = 0; j < SIZE; j++) {
        double frame = SHAPE.context() + j / SHAPE.bands() + shifted;
        int before = (int) frame;
        int low = i * SHAPE.rowBytes() + before * SHAPE.bands() + j % SHAPE.bands();
        double share = frame - before;
        double expected =
            (1 - share) * whole[low] + (share == 0 ? 0 : share * whole[low + SHAPE.bands()]);
        assertThat(view[i * SIZE + j]).isCloseTo((float) expected, within(CLOSE));
      }
    }
  }

  @Test
  void bothViewsOfALongSoundAreNearOneAnotherAndOverTimeAnywhereInIt() {
    Settings roam = still().with(AudioViewConfig.ROAM, 40).with(AudioViewConfig.SHIFT, 4);
    Spectrogram shape = new Spectrogram(10, 44, 8);
    byte[] sounds = rising(shape, 50);
    AudioViews views = AudioViews.of(AudioViewConfig.from(roam), shape, 1, "audio");

    float[] query = views.view(device, sounds, 50, 3, 0).toArray();
    float[] key = views.view(device, sounds, 50, 3, 1).toArray();

    double earliest = shape.rowFrames();
    double latest = 0;
    for (int i = 0; i < 50; i++) {
      double start = frame(query[i * SIZE], shape);
      assertThat(frame(key[i * SIZE], shape)).isCloseTo(start, within(8.1));
      assertThat(start).isBetween(-0.1, shape.rowFrames() - shape.frames() + 0.1);
      earliest = Math.min(earliest, start);
      latest = Math.max(latest, start);
    }
    assertThat(earliest).isLessThan(20);
    assertThat(latest).isGreaterThan(68);
  }

  @Test
  void noViewLeavesAShortSoundForTheSilenceAroundIt() {
    Settings roam = still().with(AudioViewConfig.ROAM, 40).with(AudioViewConfig.SHIFT, 4);
    Spectrogram shape = new Spectrogram(10, 44, 8);
    byte[] sounds = rising(shape, 1);
    Arrays.fill(sounds, 0, 42 * shape.bands(), (byte) 0);
    Arrays.fill(sounds, 54 * shape.bands(), sounds.length, (byte) 0); // 12 frames are left

    AudioViews views = AudioViews.of(AudioViewConfig.from(roam), shape, 1, "audio");

    for (int step = 0; step < 50; step++) {
      float[] view = views.view(device, sounds, 1, step, 0).toArray();
      int silent = 0;
      for (int at = 0; at < SIZE; at += shape.bands()) {
        silent += view[at] == 0 ? 1 : 0;
      }
      assertThat(silent).isLessThanOrEqualTo(4);
    }
  }

  @Test
  void aStretchMakesTimeRunFasterOrSlower() {
    Settings stretch = still().with(AudioViewConfig.STRETCH, 0.5);
    Spectrogram shape = new Spectrogram(10, 44, 8);

    float[] view =
        AudioViews.of(AudioViewConfig.from(stretch), shape, 1, "audio")
            .view(device, rising(shape, 30), 30, 0, 0)
            .toArray();

    for (int i = 0; i < 30; i++) {
      double pace = draw(stretch, 0, 0, i).timeScale();
      assertThat(pace).isBetween(1 / 1.5, 1.5);
      double first = frame(view[i * SIZE], shape);
      double last = frame(view[(i + 1) * SIZE - shape.bands()], shape);
      assertThat(last - first).isCloseTo(9 * pace, within(0.01));
    }
  }

  @Test
  void aMaskSilencesOnePieceOfEveryAxisAndNoMoreThanItsShare() {
    Settings masks =
        still().with(AudioViewConfig.TIME_MASK, 0.5).with(AudioViewConfig.BAND_MASK, 0.5);
    byte[] sounds = sounds(40, 5);
    float[] plain = plain(sounds, 40);

    float[] view = view(masks, sounds, 40, 0, 1);

    boolean[] widths = new boolean[SHAPE.frames()];
    for (int i = 0; i < 40; i++) {
      AudioDraw draw = draw(masks, 0, 1, i);
      AudioDraw.Range frames = draw.maskedFrames();
      assertThat(frames.from()).isBetween(0, frames.to());
      assertThat(frames.to()).isLessThanOrEqualTo(SHAPE.frames());
      assertThat(frames.to() - frames.from()).isLessThanOrEqualTo(SHAPE.frames() / 2);
      widths[frames.to() - frames.from()] = true;
      for (int j = 0; j < SIZE; j++) {
        boolean masked = frames.has(j / SHAPE.bands()) || draw.maskedBands().has(j % SHAPE.bands());
        assertThat(view[i * SIZE + j]).isCloseTo(masked ? 0 : plain[i * SIZE + j], within(CLOSE));
      }
    }
    assertThat(widths).startsWith(true, true, true, true, true, true).endsWith(false);
  }

  @Test
  void gainMultipliesAndTiltAddsTheSameToEveryFrame() {
    Settings levels = still().with(AudioViewConfig.GAIN, 0.5).with(AudioViewConfig.TILT, 0.5);
    byte[] sounds = sounds(4, 6);
    float[] plain = plain(sounds, 4);

    float[] view = view(levels, sounds, 4, 3, 0);

    for (int i = 0; i < view.length; i++) {
      AudioDraw draw = draw(levels, 3, 0, i / SIZE);
      double expected = draw.gain() * plain[i] + draw.tilt(i % SHAPE.bands(), SHAPE.bands());
      assertThat(view[i]).isCloseTo((float) expected, within(CLOSE));
    }
  }

  @Test
  void noiseStaysWithinItsStrength() {
    byte[] sounds = sounds(4, 7);
    float[] plain = plain(sounds, 4);

    float[] view = view(still().with(AudioViewConfig.NOISE, 0.3), sounds, 4, 0, 0);

    double most = 0;
    for (int i = 0; i < view.length; i++) {
      most = Math.max(most, Math.abs(view[i] - plain[i]));
    }
    assertThat(most).isBetween(0.05, 0.3 + CLOSE);
  }

  @Test
  void aWarpMovesAPeakAlongTheBandsAndLeavesItInItsFrame() {
    Settings warp = still().with(AudioViewConfig.WARP, 0.5).with(AudioViewConfig.BAND_SHIFT, 1.0);
    byte[] sounds = new byte[30 * SHAPE.rowBytes()];
    Arrays.fill(sounds, (byte) 100);
    for (int i = 0; i < 30; i++) {
      sounds[i * SHAPE.rowBytes() + (SHAPE.context() + 5) * SHAPE.bands() + 3] = (byte) 200;
    }

    float[] view = view(warp, sounds, 30, 0, 0);

    int[] peaks = new int[SHAPE.bands()];
    for (int i = 0; i < 30; i++) {
      int peak = 0;
      for (int j = 0; j < SIZE; j++) {
        peak = view[i * SIZE + j] > view[i * SIZE + peak] ? j : peak;
      }
      assertThat(peak / SHAPE.bands()).isEqualTo(5);
      peaks[peak % SHAPE.bands()]++;
    }
    assertThat(Arrays.stream(peaks).filter(n -> n > 0).count()).isGreaterThanOrEqualTo(3);
  }

  @Test
  void neitherLoudnessNorTheColourOfARecordingReachesTheEncoder() {
    byte[] sound = sounds(1, 8);
    byte[] other = sound.clone();
    for (int i = 0; i < sound.length; i++) {
      sound[i] = (byte) (100 + (sound[i] & 0x1F));
      other[i] = (byte) (sound[i] + 20 + 3 * (i % SHAPE.bands()));
    }

    assertThat(plain(other, 1)).containsExactly(plain(sound, 1), within(CLOSE));
  }

  @Test
  void howASoundSwellsAndFadesDoesNotReachTheEncoder() {
    byte[] sound = sounds(1, 11);
    byte[] other = sound.clone();
    for (int i = 0; i < sound.length; i++) {
      sound[i] = (byte) (100 + (sound[i] & 0x1F));
      other[i] = (byte) (sound[i] + 2 * (i / SHAPE.bands()));
    }

    assertThat(plain(other, 1)).containsExactly(plain(sound, 1), within(CLOSE));
  }

  @Test
  void whatIsFarBelowTheLoudestIsAllTheSame() {
    byte[] sound = new byte[SHAPE.rowBytes()];
    Arrays.fill(sound, (byte) 20);
    sound[SHAPE.context() * SHAPE.bands()] = (byte) 220;
    byte[] quieter = sound.clone();
    for (int i = 0; i < quieter.length; i++) {
      quieter[i] = quieter[i] == 20 ? (byte) (30 + i % 7) : quieter[i];
    }

    assertThat(plain(quieter, 1)).containsExactly(plain(sound, 1), within(CLOSE));
  }

  @Test
  void silenceAroundASoundIsZeroAndDoesNotMoveItsMeans() {
    byte[] whole = sounds(1, 9);
    byte[] half = whole.clone();
    Arrays.fill(half, 0, 9 * SHAPE.bands(), (byte) 0);

    float[] plain = plain(half, 1);

    int silent = (9 - SHAPE.context()) * SHAPE.bands();
    assertThat(Arrays.copyOf(plain, silent)).containsOnly(0);
    float[] all = SHAPE.whole(device, half, 1).toArray();
    for (int band = 0; band < SHAPE.bands(); band++) {
      double sum = 0;
      for (int i = band; i < all.length; i += SHAPE.bands()) {
        sum += all[i];
      }
      assertThat(sum).isCloseTo(0, within(1e-4));
    }
  }

  @Test
  void silenceAloneIsZeroEverywhere() {
    assertThat(plain(new byte[SHAPE.rowBytes()], 1)).containsOnly(0);
  }

  @Test
  void bothDevicesMakeTheSameViews() {
    byte[] sounds = sounds(4, 10);
    AudioViews views = AudioViews.of(AudioViewConfig.from(defaults()), SHAPE, 3, "audio");
    Device other = Nd4jDevice.open(1);
    try (Scope otherScope = other.scope()) {
      assertThat(views.view(other, sounds, 4, 9, 1).toArray())
          .containsExactly(views.view(device, sounds, 4, 9, 1).toArray(), within(CLOSE));
    }
  }

  @Test
  void refusesRowsOfAnotherSize() {
    AudioViews views = AudioViews.of(AudioViewConfig.from(still()), SHAPE, 0, "audio");

    assertThatThrownBy(() -> views.view(device, new byte[200], 2, 0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("values: must be 288 for [2, 144], was 200");
  }

  /** Sounds whose lowest band rises by a step in each frame, the others standing still. */
  private static byte[] rising(Spectrogram shape, int n) {
    byte[] values = new byte[n * shape.rowBytes()];
    Arrays.fill(values, (byte) 145);
    for (int i = 0; i < n * shape.rowFrames(); i++) {
      values[i * shape.bands()] = (byte) (100 + i % shape.rowFrames());
    }
    return values;
  }

  /** Which frame of a {@link #rising} sound has this value in its lowest band. */
  private static double frame(float value, Spectrogram shape) {
    double share = 1 - 1.0 / shape.bands(); // of a level, above the mean of its frame
    return value * (255 / 4.0) / share + (shape.rowFrames() - 1) / 2.0;
  }

  /** No change at all. */
  private static Settings still() {
    Settings settings = Settings.defaults(AudioViewConfig.OPTIONS);
    for (Option<?> option : AudioViewConfig.OPTIONS) {
      settings = settings.with(Map.of(option.key(), "0"));
    }
    return settings;
  }

  private static Settings defaults() {
    return Settings.defaults(AudioViewConfig.OPTIONS).with(AudioViewConfig.SHIFT, 4);
  }

  /** Random levels of 1 to 127, so that no frame is silent and none is below the range. */
  private static byte[] sounds(int n, long seed) {
    Random random = new Random(seed);
    byte[] values = new byte[n * SHAPE.rowBytes()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (byte) (1 + random.nextInt(127));
    }
    return values;
  }

  private float[] plain(byte[] sounds, int n) {
    return SHAPE.plain(device, sounds, n).toArray();
  }

  private float[] view(Settings settings, byte[] sounds, int n, long step, int view) {
    return AudioViews.of(AudioViewConfig.from(settings), SHAPE, 1, "audio")
        .view(device, sounds, n, step, view)
        .toArray();
  }

  private static AudioDraw draw(Settings settings, long step, int view, int position) {
    long stream = ViewRandom.stream(1, "audio");
    return AudioDraw.of(
        AudioViewConfig.from(settings), SHAPE, ViewRandom.at(stream, step, view, position));
  }
}
