package dev.slipstream.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.slipstream.config.Settings;
import dev.slipstream.encoder.EncoderConfig;
import dev.slipstream.input.Batch;
import dev.slipstream.input.ImageInput;
import dev.slipstream.job.TrainJob;
import dev.slipstream.loss.InfoNceLoss;
import dev.slipstream.memory.queue.QueueConfig;
import dev.slipstream.optimizer.OptimizerConfig;
import dev.slipstream.optimizer.OptimizerConfig.Kind;
import dev.slipstream.view.ViewConfig;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MomentumLearnerTest {

  private static final Settings SETTINGS =
      Settings.defaults(TrainJob.OPTIONS)
          .with(LearnerConfig.STEPS_PER_BATCH, 2)
          .with(QueueConfig.CAPACITY, 100);

  @ParameterizedTest
  @CsvSource({"SGD, peer-conv, 24", "ADAM, peer-conv, 7", "SGD, small-conv, 130"})
  void goesOnBitForBitAfterARestore(Kind optimizer, String architecture, int rows)
      throws IOException {
    Settings settings = SETTINGS.with(OptimizerConfig.KIND, optimizer);
    try (MomentumLearner unbroken = learner(architecture, "torch", settings);
        MomentumLearner restored = learner(architecture, "torch", settings)) {
      learn(unbroken, rows, 0, 3);
      restored.restore(new ByteArrayInputStream(saved(unbroken)));
      assertThat(restored.sha256()).isEqualTo(unbroken.sha256());

      learn(unbroken, rows, 3, 6);
      learn(restored, rows, 3, 6);

      assertThat(restored.sha256()).isEqualTo(unbroken.sha256());
      assertThat(restored.steps()).isEqualTo(12);
      assertThat(restored.samplesSeen()).isEqualTo(6L * rows);
    }
  }

  @Test
  void queuesTheKeysOfABatchOnceHoweverManyStepsItTakes() {
    try (MomentumLearner learner = learner("peer-conv", "torch", SETTINGS)) {
      learn(learner, 16, 0, 1);

      assertThat(learner.steps()).isEqualTo(2);
      assertThat(learner.learn(Patterns.batch(16, 1)).negatives()).isEqualTo(16);
      assertThat(learner.learn(Patterns.batch(16, 2)).negatives()).isEqualTo(32);
    }
  }

  @Test
  void keepsNothingOfAForgottenItem() {
    Settings all = SETTINGS.with(ReplayConfig.BUFFER, "none"); // a key of each item
    try (MomentumLearner learner = learner("peer-conv", "torch", all);
        MomentumLearner other = learner("peer-conv", "torch", all)) {
      learner.learn(Patterns.batch(16, 0));
      other.learn(Patterns.batch(16, 0));
      String before = learner.sha256();
      learner.forget(77); // never seen
      assertThat(learner.sha256()).isEqualTo(before);

      learner.forget(3);

      assertThat(learner.sha256()).isNotEqualTo(before);
      assertThat(learner.learn(Patterns.batch(16, 1)).negatives()).isEqualTo(15);
      assertThat(other.learn(Patterns.batch(16, 1)).negatives()).isEqualTo(16);
    }
  }

  @Test
  void whitensOnceItHasSeenEnoughAndTheSameAfterARestore() throws IOException {
    Settings settings = SETTINGS.with(EmbeddingConfig.SIZE, 16);
    try (MomentumLearner learner = learner("peer-conv", "torch", settings);
        MomentumLearner restored = learner("peer-conv", "torch", settings);
        MomentumLearner without =
            learner("peer-conv", "torch", SETTINGS.with(EmbeddingConfig.SIZE, 0))) {
      assertThat(learner.whitening()).isEmpty();
      learn(learner, 64, 0, 2);
      learn(without, 64, 0, 2);
      restored.restore(new ByteArrayInputStream(saved(learner)));

      assertThat(learner.whitening().orElseThrow().size()).isEqualTo(16);
      assertThat(restored.whitening().orElseThrow().basis())
          .isEqualTo(learner.whitening().orElseThrow().basis());
      assertThat(without.whitening()).isEmpty();
    }
  }

  @Test
  void twinsOfOneSeedLearnTheSameAndOthersDoNot() {
    try (MomentumLearner one = learner("peer-conv", "torch", SETTINGS);
        MomentumLearner twin = learner("peer-conv", "torch", SETTINGS);
        MomentumLearner other =
            learner("peer-conv", "torch", SETTINGS.with(LearnerConfig.SEED, 1L))) {
      assertThat(one.sha256()).isEqualTo(twin.sha256());

      learn(one, 16, 0, 3);
      learn(twin, 16, 0, 3);
      learn(other, 16, 0, 3);

      assertThat(one.sha256()).isEqualTo(twin.sha256()).isNotEqualTo(other.sha256());
    }
  }

  @Test
  void onlyQueuesKeysWhileThereIsNothingToContrast() {
    Settings single = SETTINGS.with(LearnerConfig.STEPS_PER_BATCH, 1);
    try (MomentumLearner learner = learner("peer-conv", "torch", single)) {
      float[] before = learner.queryParameters();

      StepReport first = learner.learn(Patterns.batch(16, 0));
      float[] afterFirst = learner.queryParameters();
      StepReport second = learner.learn(Patterns.batch(16, 1));

      assertThat(first).isEqualTo(new StepReport(1, 16, 0, 0, 0));
      assertThat(afterFirst).containsExactly(before);
      assertThat(second.negatives()).isEqualTo(16);
      assertThat(second.loss()).isPositive();
      assertThat(learner.queryParameters()).isNotEqualTo(before);
    }
  }

  @ParameterizedTest
  @CsvSource({"SGD, 0.06", "ADAM, 0.002"})
  void theLossFallsBelowChance(Kind optimizer, double rate) {
    Settings settings =
        SETTINGS
            .with(OptimizerConfig.KIND, optimizer)
            .with(OptimizerConfig.LEARNING_RATE, rate)
            .with(QueueConfig.CAPACITY, 256);
    try (MomentumLearner learner = learner("peer-conv", "torch", settings)) {
      for (int i = 0; i < 60; i++) {
        learner.learn(Patterns.batch(32, i));
      }

      StepReport last = learner.learn(Patterns.batch(32, 60));

      assertThat(last.negatives()).isEqualTo(256);
      assertThat(last.loss()).isLessThan(0.93 * Math.log(257));
    }
  }

  @Test
  void bothEnginesLearnNearlyTheSame() {
    try (MomentumLearner torch = learner("peer-conv", "torch", SETTINGS);
        MomentumLearner nd4j = learner("peer-conv", "nd4j", SETTINGS)) {
      for (int i = 0; i < 3; i++) {
        StepReport expected = torch.learn(Patterns.batch(12, i));
        StepReport found = nd4j.learn(Patterns.batch(12, i));

        assertThat(found.loss()).isCloseTo(expected.loss(), within(1e-3));
      }
      assertThat(nd4j.queryParameters()).containsExactly(torch.queryParameters(), within(1e-3f));
    }
  }

  @Test
  void refusesImagesOfAnotherSizeAndEmptyBatches() {
    try (MomentumLearner learner = learner("peer-conv", "torch", SETTINGS)) {
      assertThatThrownBy(() -> learner.learn(Batch.of(new byte[500], 2)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "batch: must be 1 or more rows of 16x16x1, 512 bytes for 2 rows, was 500 bytes");
      assertThatThrownBy(() -> learner.learn(Batch.of(new byte[0], 0)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void saysSoWhenLearningDiverges() {
    Settings wild =
        SETTINGS
            .with(OptimizerConfig.LEARNING_RATE, 100.0)
            .with(OptimizerConfig.WEIGHT_DECAY, 1.0)
            .with(InfoNceLoss.TEMPERATURE, 0.001);
    try (MomentumLearner learner = learner("peer-conv", "torch", wild)) {
      assertThatThrownBy(() -> learn(learner, 16, 0, 200))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("loss: must be finite, was ")
          .hasMessageContaining("lower learner.learning-rate");
    }
  }

  @Test
  void refusesTheStateOfAnotherArchitectureOrOptimizer() throws IOException {
    Settings adam = SETTINGS.with(OptimizerConfig.KIND, Kind.ADAM);
    try (MomentumLearner learner = learner("peer-conv", "torch", SETTINGS);
        MomentumLearner otherNet = learner("small-conv", "torch", SETTINGS);
        MomentumLearner otherOptimizer = learner("peer-conv", "torch", adam)) {
      byte[] state = saved(learner);

      assertThatThrownBy(() -> otherNet.restore(new ByteArrayInputStream(state)))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("learner state: was saved with encoder.architecture peer-conv");
      assertThatThrownBy(() -> otherOptimizer.restore(new ByteArrayInputStream(state)))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("learner state: was saved with learner.optimizer sgd");
    }
  }

  @Test
  void refusesDamagedStates() throws IOException {
    try (MomentumLearner learner = learner("peer-conv", "torch", SETTINGS)) {
      learn(learner, 8, 0, 1);
      byte[] state = saved(learner);

      for (int length : new int[] {0, 4, 40, state.length / 2, state.length - 1}) {
        InputStream cut = new ByteArrayInputStream(Arrays.copyOf(state, length));
        assertThatThrownBy(() -> learner.restore(cut)).isInstanceOf(IOException.class);
      }
      byte[] noState = state.clone();
      noState[0] ^= 1;
      assertThatThrownBy(() -> learner.restore(new ByteArrayInputStream(noState)))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("learner state: beginning must be");
    }
  }

  private static MomentumLearner learner(String architecture, String engine, Settings settings) {
    ImageInput input = new ImageInput(Patterns.SHAPE, ViewConfig.from(settings));
    EncoderConfig encoder = new EncoderConfig("image", architecture, 32, 0, engine, 1);
    return MomentumLearner.create(encoder, input, LearnerConfig.from(settings));
  }

  private static void learn(MomentumLearner learner, int rows, int from, int to) {
    for (int i = from; i < to; i++) {
      learner.learn(Patterns.batch(rows, i));
    }
  }

  private static byte[] saved(MomentumLearner learner) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    learner.save(out);
    return out.toByteArray();
  }
}
