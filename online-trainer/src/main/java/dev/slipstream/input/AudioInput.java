package dev.slipstream.input;

import dev.slipstream.config.Option;
import dev.slipstream.config.Settings;
import dev.slipstream.encoder.InputSpec;
import dev.slipstream.ingest.audio.AudioFeaturizer;
import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.view.AudioViewConfig;
import dev.slipstream.view.AudioViews;
import dev.slipstream.view.Spectrogram;
import dev.slipstream.view.Views;
import dev.slipstream.wire.AudioFeatures;
import dev.slipstream.wire.Sample;
import dev.slipstream.wire.Topics;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Sounds as log-mel frames. A row is the middle of a sound's {@link SoundingFrames} with the
 * context that views may take. Its time is stretched or squeezed by up to {@code fit} so that it
 * fills the {@code frames}, as words are said at any pace; what is then still longer is cut on both
 * sides, what is shorter lies amid what the recording holds around it, or silence. An encoder takes
 * {@code frames} rows of 64 columns, normalised as {@link Spectrogram} says.
 *
 * @param frames an encoder takes, 10 ms each
 * @param trim decibels below its loudest frame at which a sound begins and ends
 * @param fit most that a sound's time is stretched or squeezed by
 * @param view how views differ
 */
public record AudioInput(int frames, double trim, double fit, AudioViewConfig view)
    implements SampleInput {

  public static final Option<Integer> FRAMES =
      Option.ofInt("audio.frames", 32)
          .atLeast(8)
          .atMost(6000)
          .unit("frames of 10 ms")
          .doc("How much of a sound is encoded, from its middle; silence around a shorter one.");

  public static final Option<Double> TRIM =
      Option.ofDouble("audio.trim", 20)
          .above(0.0)
          .atMost(100.0)
          .unit("dB")
          .doc(
              "A sound begins and ends with the first and last frame less than this below its"
                  + " loudest; 100 keeps the silence around it.");

  public static final Option<Double> FIT =
      Option.ofDouble("audio.fit", 4)
          .atLeast(1.0)
          .atMost(100.0)
          .doc(
              "A sound is slowed down or sped up by a factor of up to this to fill those frames; 1"
                  + " keeps its pace.");

  public static final List<Option<?>> OPTIONS =
      Stream.of(List.of(FRAMES, TRIM, FIT), AudioViewConfig.OPTIONS)
          .<Option<?>>flatMap(List::stream)
          .toList();

  /** What suits sounds better than the options' own defaults, by key. */
  public static final Map<String, String> RECIPE =
      Map.of(
          "encoder.architecture", "audio-conv",
          "learner.batch-size", "64",
          "queue.capacity", "256",
          "learner.optimizer", "adam",
          "learner.learning-rate", "0.002");

  public AudioInput {
    FRAMES.check(frames);
    TRIM.check(trim);
    FIT.check(fit);
  }

  /** Reads the options of this record and of {@link AudioViewConfig}. */
  public static AudioInput from(Settings settings) {
    return new AudioInput(
        settings.get(FRAMES),
        settings.get(TRIM),
        settings.get(FIT),
        AudioViewConfig.from(settings));
  }

  /** What a row means. */
  public Spectrogram spectrogram() {
    return new Spectrogram(frames, view.context(), AudioFeaturizer.BANDS);
  }

  @Override
  public InputSpec spec() {
    return new InputSpec.Planes(frames, AudioFeaturizer.BANDS, 1);
  }

  @Override
  public int rowBytes() {
    return spectrogram().rowBytes();
  }

  @Override
  public Topics.Topic topic() {
    return Topics.RAW_AUDIO;
  }

  @Override
  public boolean takes(Sample sample) {
    return sample.hasAudio();
  }

  @Override
  public String problem(Sample sample) {
    AudioFeatures audio = sample.getAudio();
    if (audio.getBands() != AudioFeaturizer.BANDS) {
      return "bands: must be %d, was %d".formatted(AudioFeaturizer.BANDS, audio.getBands());
    }
    if (audio.getFrames() < 1) {
      return "frames: must be >= 1, was " + audio.getFrames();
    }
    long bytes = (long) audio.getFrames() * audio.getBands();
    if (audio.getLogMel().size() != bytes) {
      return "log_mel: must be %d bytes, was %d".formatted(bytes, audio.getLogMel().size());
    }
    return null;
  }

  @Override
  public void write(Sample sample, byte[] values, int at) {
    AudioFeatures audio = sample.getAudio();
    SoundingFrames sounding = SoundingFrames.of(audio, trim);
    int row = spectrogram().rowFrames();
    double pace = Math.max(1 / fit, Math.min(fit, (double) sounding.count() / frames));
    int length = Math.max(1, (int) Math.round(sounding.count() / pace));
    int before = (length - row) / 2; // negative where the sound is shorter
    Arrays.fill(values, at, at + rowBytes(), (byte) 0);
    for (int i = 0; i < row; i++) {
      double place = sounding.first() + (before + i + 0.5) * pace - 0.5;
      if (place >= -0.5 && place < audio.getFrames() - 0.5) {
        writeFrame(audio, place, values, at + i * audio.getBands());
      }
    }
  }

  /** One frame at a place between frames. */
  private static void writeFrame(AudioFeatures audio, double place, byte[] values, int at) {
    int bands = audio.getBands();
    double inside = Math.max(0, Math.min(audio.getFrames() - 1, place));
    int low = (int) inside;
    int high = Math.min(low + 1, audio.getFrames() - 1);
    double share = inside - low;
    for (int band = 0; band < bands; band++) {
      int before = audio.getLogMel().byteAt(low * bands + band) & 0xFF;
      int after = audio.getLogMel().byteAt(high * bands + band) & 0xFF;
      values[at + band] = (byte) Math.round(before + share * (after - before));
    }
  }

  @Override
  public Matrix plain(Device device, byte[] values, int rows) {
    return spectrogram().plain(device, values, rows);
  }

  @Override
  public Views views(long seed, String encoder) {
    return AudioViews.of(view, spectrogram(), seed, encoder);
  }
}
