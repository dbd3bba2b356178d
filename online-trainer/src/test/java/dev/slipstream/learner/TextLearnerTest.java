package dev.slipstream.learner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipstream.config.Settings;
import dev.slipstream.encoder.EncoderConfig;
import dev.slipstream.encoder.ParameterLayout;
import dev.slipstream.input.Batch;
import dev.slipstream.input.Modalities;
import dev.slipstream.input.TextInput;
import dev.slipstream.job.TrainJob;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The momentum learner on texts, with their recipe. */
class TextLearnerTest {

  private static final int LENGTH = 12;
  private static final int BUCKETS = 40;
  private static final Settings SETTINGS =
      Modalities.withRecipe(
          Settings.defaults(TrainJob.OPTIONS)
              .with(Modalities.MODALITY, "text")
              .with(TextInput.TOKENS, LENGTH)
              .with(TextInput.BUCKETS, BUCKETS)
              .with(OptimizerConfig.WEIGHT_DECAY, 0.01)
              .with(EncoderConfig.PROJECTION, 8));

  @Test
  void goesOnBitForBitAfterARestore() throws IOException {
    try (MomentumLearner unbroken = learner();
        MomentumLearner restored = learner()) {
      learn(unbroken, 0, 3);
      ByteArrayOutputStream saved = new ByteArrayOutputStream();
      unbroken.save(saved);
      restored.restore(new ByteArrayInputStream(saved.toByteArray()));

      learn(unbroken, 3, 6);
      learn(restored, 3, 6);

      assertThat(restored.sha256()).isEqualTo(unbroken.sha256());
    }
  }

  @Test
  void paddingStaysZeroAndWordsMove() {
    try (MomentumLearner learner = learner()) {
      float[] before = learner.queryParameters();
      learn(learner, 0, 3);

      float[] after = learner.queryParameters();
      for (ParameterLayout.Slice table : learner.spec().layout().slices()) {
        for (int i = 0; i < table.size(); i++) {
          int at = table.from() + i;
          if (i % BUCKETS == 0) {
            assertThat(after[at]).isZero();
          } else {
            assertThat(after[at]).isNotEqualTo(before[at]);
          }
        }
      }
    }
  }

  private static MomentumLearner learner() {
    return MomentumLearner.create(
        EncoderConfig.from(SETTINGS), Modalities.input(SETTINGS), LearnerConfig.from(SETTINGS));
  }

  private static void learn(MomentumLearner learner, int from, int to) {
    for (int i = from; i < to; i++) {
      learner.learn(batch(64, i));
    }
  }

  /** Texts of random lengths, the shortest of one word. */
  private static Batch batch(int rows, int seed) {
    Random random = new Random(seed);
    ByteBuffer values = ByteBuffer.allocate(rows * LENGTH * Integer.BYTES);
    for (int row = 0; row < rows; row++) {
      int count = 1 + random.nextInt(LENGTH);
      for (int i = 0; i < LENGTH; i++) {
        values.putInt(i < count ? 1 + random.nextInt(BUCKETS - 1) : 0);
      }
    }
    return Batch.of(values.array(), rows);
  }
}
