package dev.slipstream.objective.audio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipstream.config.Settings;
import dev.slipstream.encoder.EncoderConfig;
import dev.slipstream.input.Batch;
import dev.slipstream.input.Modalities;
import dev.slipstream.input.SampleInput;
import dev.slipstream.job.TrainJob;
import dev.slipstream.learner.LearnerConfig;
import dev.slipstream.learner.MomentumLearner;
import dev.slipstream.objective.Methods;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each method tells better and better what words of a small made-up language sound like. */
class AudioMethodsLearnTest {

  private static final int ROWS = 16;
  private static final int BANDS = 64;
  private static final int BATCHES = 24;

  /** Bands in which the sounds of the language are loud. */
  private static final int[] LOUD = {8, 24, 40, 56};

  /** Its words, as sounds that follow each other. */
  private static final int[][] WORDS = {{0, 1, 2, 3}, {3, 2, 1, 0}, {0, 2, 0, 2}, {1, 3, 3, 1}};

  @ParameterizedTest
  @ValueSource(strings = {"cpc", "apc", "mpc", "tcl", "wav2vec2", "hubert", "data2vec"})
  void losesLessWithTime(String method) {
    Settings settings =
        Methods.withRecipes(
            Settings.defaults(TrainJob.OPTIONS)
                .with(
                    Map.of(
                        "learner.objective", method,
                        "encoder.modality", "audio",
                        "encoder.engine", "torch",
                        "encoder.threads", "1",
                        "encoder.projection", "16",
                        "learner.steps-per-batch", "1",
                        "audio.frames", "16")));
    SampleInput input = Modalities.input(settings);
    double first = 0;
    double last = 0;
    try (MomentumLearner learner =
        MomentumLearner.create(EncoderConfig.from(settings), input, LearnerConfig.from(settings))) {
      for (int i = 0; i < BATCHES; i++) {
        double loss = learner.learn(batch(input.rowBytes(), i)).loss();
        first += i < 3 ? loss : 0;
        last += i >= BATCHES - 3 ? loss : 0;
      }
    }
    assertThat(last).isLessThan(0.95 * first);
  }

  private static Batch batch(int rowBytes, int number) {
    Random random = new Random(number);
    byte[] values = new byte[ROWS * rowBytes];
    int frames = rowBytes / BANDS;
    for (int row = 0; row < ROWS; row++) {
      int[] word = WORDS[random.nextInt(WORDS.length)];
      for (int frame = 0; frame < frames; frame++) {
        int loud = LOUD[word[frame * word.length / frames]];
        for (int band = 0; band < BANDS; band++) {
          int level = Math.abs(band - loud) < 6 ? 200 : 100;
          values[row * rowBytes + frame * BANDS + band] = (byte) (level + random.nextInt(20));
        }
      }
    }
    return Batch.of(values, ROWS);
  }
}
