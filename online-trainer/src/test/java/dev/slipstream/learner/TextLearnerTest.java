package dev.slipstream.learner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipstream.config.Settings;
import dev.slipstream.encoder.EncoderConfig;
import dev.slipstream.encoder.ParameterLayout;
import dev.slipstream.input.Batch;
import dev.slipstream.input.Modalities;
import dev.slipstream.input.TextInput;
import dev.slipstream.job.TrainJob;
import dev.slipstream.optimizer.OptimizerConfig;
import dev.slipstream.view.TextViewConfig;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The momentum learner on texts, with their recipe. */
class TextLearnerTest {

  private static final int LENGTH = 12;
  private static final int BUCKETS = 40;
  private static final Settings ORDER_FREE =
      Modalities.withRecipe(
          Settings.defaults(TrainJob.OPTIONS)
              .with(Modalities.MODALITY, "text")
              .with(TextInput.TOKENS, LENGTH)
              .with(TextInput.BUCKETS, BUCKETS)
              .with(OptimizerConfig.WEIGHT_DECAY, 0.01)
              .with(EncoderConfig.PROJECTION, 8));

  /** A network to which order matters, and everything that is drawn. */
  private static final Settings IN_ORDER =
      ORDER_FREE
          .with(EncoderConfig.ARCHITECTURE, "word-conv")
          .with(EncoderConfig.DROPOUT, 0.2)
          .with(TextViewConfig.SHUFFLE, 0.5);

  static List<Settings> settings() {
    return List.of(ORDER_FREE, IN_ORDER);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void goesOnBitForBitAfterARestore(Settings settings) throws IOException {
    try (MomentumLearner unbroken = learner(settings);
        MomentumLearner restored = learner(settings)) {
      learn(unbroken, 0, 3);
      ByteArrayOutputStream saved = new ByteArrayOutputStream();
      unbroken.save(saved);
      restored.restore(new ByteArrayInputStream(saved.toByteArray()));

      learn(unbroken, 3, 6);
      learn(restored, 3, 6);

      assertThat(restored.sha256()).isEqualTo(unbroken.sha256());
    }
  }

  @ParameterizedTest
  @MethodSource("settings")
  void paddingStaysZeroAndWordsMove(Settings settings) {
    try (MomentumLearner learner = learner(settings)) {
      float[] before = learner.queryParameters();
      learn(learner, 0, 3);

      float[] after = learner.queryParameters();
      for (ParameterLayout.Slice table : tables(learner)) {
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

  @Test
  void dropoutAloneTellsViewsOfAllWordsApart() {
    Settings whole =
        ORDER_FREE.with(TextViewConfig.KEEP, 1.0).with(LearnerConfig.KEY_MOMENTUM, 0.0);

    assertThat(similarity(whole)).isGreaterThan(0.999);
    assertThat(similarity(whole.with(EncoderConfig.DROPOUT, 0.5))).isBetween(0.1, 0.9);
  }

  /** Of queries and keys, which one encoder makes of all words. */
  private static double similarity(Settings settings) {
    try (MomentumLearner learner = learner(settings)) {
      learner.learn(batch(64, 0)); // only fills the queue
      return learner.learn(batch(64, 1)).positiveSimilarity();
    }
  }

  private static List<ParameterLayout.Slice> tables(MomentumLearner learner) {
    return learner.spec().layout().slices().stream()
        .filter(slice -> slice.kind() == ParameterLayout.Kind.TABLE)
        .toList();
  }

  private static MomentumLearner learner(Settings settings) {
    return MomentumLearner.create(
        EncoderConfig.from(settings), Modalities.input(settings), LearnerConfig.from(settings));
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
