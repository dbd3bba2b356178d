package dev.slipstream.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.slipstream.config.Settings;
import dev.slipstream.encoder.EncoderConfig;
import dev.slipstream.input.Batch;
import dev.slipstream.input.ImageInput;
import dev.slipstream.job.TrainJob;
import dev.slipstream.learner.CrossModalLearner.Modality;
import dev.slipstream.memory.queue.QueueConfig;
import dev.slipstream.optimizer.OptimizerConfig;
import dev.slipstream.view.ViewConfig;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class CrossModalLearnerTest {

  private static final Settings SETTINGS =
      Settings.defaults(TrainJob.OPTIONS)
          .with(LearnerConfig.STEPS_PER_BATCH, 2)
          .with(LearnerConfig.KEY_MOMENTUM, 0.9)
          .with(ViewConfig.CROP_MIN, 0.9)
          .with(ViewConfig.FLIP, 0.0)
          .with(QueueConfig.CAPACITY, 100);

  @Test
  void learnsWhatBelongsTogether() {
    Settings settings =
        SETTINGS
            .with(OptimizerConfig.KIND, OptimizerConfig.Kind.ADAM)
            .with(OptimizerConfig.LEARNING_RATE, 0.002);
    try (CrossModalLearner learner = learner("peer-conv", "torch", settings)) {
      StepReport last = null;
      for (int i = 0; i < 60; i++) {
        last = learner.learn(pairs(32, i % 3));
      }

      assertThat(last.negatives()).isEqualTo(131);
      assertThat(last.loss()).isLessThan(0.6 * Math.log(132));
      assertThat(last.positiveSimilarity()).isGreaterThan(0.5);
    }
  }

  @Test
  void goesOnBitForBitAfterARestore() throws IOException {
    try (CrossModalLearner unbroken = learner("small-conv", "torch", SETTINGS);
        CrossModalLearner restored = learner("small-conv", "torch", SETTINGS)) {
      learn(unbroken, 0, 4);
      restored.restore(new ByteArrayInputStream(saved(unbroken)));
      assertThat(restored.sha256()).isEqualTo(unbroken.sha256());

      learn(unbroken, 4, 8); // over the end of the queue
      learn(restored, 4, 8);

      assertThat(restored.sha256()).isEqualTo(unbroken.sha256());
      assertThat(restored.steps()).isEqualTo(16);
      assertThat(restored.samplesSeen()).isEqualTo(8 * 24);
    }
  }

  @Test
  void anItemThatComesAgainDoesNotMeetItsOwnKeys() {
    Settings still = SETTINGS.with(LearnerConfig.STEPS_PER_BATCH, 1);
    try (CrossModalLearner known = learner("peer-conv", "torch", still);
        CrossModalLearner unknown = learner("peer-conv", "torch", still)) {
      PairBatch batch = pairs(16, 0);
      long[] others = LongStream.range(1000, 1016).toArray();
      PairBatch renamed =
          new PairBatch(
              new Batch(batch.first().values(), new long[16], others),
              new Batch(batch.second().values(), new long[16], others));
      known.learn(batch);
      unknown.learn(batch);

      // The keys queued are those of the same items, so the batch's others are there twice: the
      // partition has 1 + 2 · 15 terms instead of 1 + 15 + 16.
      double masked = known.learn(batch).loss();
      double unmasked = unknown.learn(renamed).loss();

      assertThat(masked).isLessThan(unmasked);
    }
  }

  @Test
  void forgetsTheKeysOfADeletedItemInItsModalityOnly() {
    try (CrossModalLearner learner = learner("peer-conv", "torch", SETTINGS);
        CrossModalLearner twin = learner("peer-conv", "torch", SETTINGS)) {
      learner.learn(pairs(16, 0));
      twin.learn(pairs(16, 0));

      learner.forget(1, 3);
      twin.forget(0, 3);
      learner.forget(0, 99);

      assertThat(learner.learn(pairs(16, 1)).negatives()).isEqualTo(15 + 15);
      assertThat(twin.learn(pairs(16, 1)).negatives()).isEqualTo(15 + 16);
    }
  }

  @Test
  void bothEnginesLearnNearlyTheSame() {
    try (CrossModalLearner torch = learner("peer-conv", "torch", SETTINGS);
        CrossModalLearner nd4j = learner("peer-conv", "nd4j", SETTINGS)) {
      for (int i = 0; i < 2; i++) {
        StepReport expected = torch.learn(pairs(8, i));
        StepReport found = nd4j.learn(pairs(8, i));

        assertThat(found.loss()).isCloseTo(expected.loss(), within(1e-3));
      }
      for (int tower = 0; tower < 2; tower++) {
        assertThat(nd4j.queryParameters(tower))
            .containsExactly(torch.queryParameters(tower), within(1e-3f));
      }
    }
  }

  @Test
  void refusesStatesOfOthersAndDamagedOnes() throws IOException {
    try (CrossModalLearner learner = learner("peer-conv", "torch", SETTINGS);
        CrossModalLearner other = learner("small-conv", "torch", SETTINGS)) {
      learn(learner, 0, 1);
      byte[] state = saved(learner);

      assertThatThrownBy(() -> other.restore(new ByteArrayInputStream(state)))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("learner state: was saved with encoder.architecture peer-conv");
      for (int length : new int[] {0, 100, state.length / 2, state.length - 1}) {
        byte[] cut = Arrays.copyOf(state, length);
        assertThatThrownBy(() -> learner.restore(new ByteArrayInputStream(cut)))
            .isInstanceOf(IOException.class);
      }
    }
  }

  @Test
  void refusesTowersWithoutACommonSpaceAndBatchesThatDoNotFit() {
    Modality wide = modality("wide", "peer-conv", 32, "torch");
    Modality narrow = modality("narrow", "peer-conv", 16, "torch");
    LearnerConfig config = LearnerConfig.from(SETTINGS);

    assertThatThrownBy(() -> CrossModalLearner.create(wide, narrow, config))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("encoder.projection: must be the same for wide and narrow, was 32 and 16");
    try (CrossModalLearner learner = learner("peer-conv", "torch", SETTINGS)) {
      PairBatch lame = new PairBatch(Batch.of(new byte[512], 2), Batch.of(new byte[500], 2));
      assertThatThrownBy(() -> learner.learn(lame))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageEndingWith("512 bytes for 2 rows, was 500 bytes");
    }
  }

  private static CrossModalLearner learner(String architecture, String engine, Settings settings) {
    return CrossModalLearner.create(
        modality("pair.a", architecture, 32, engine),
        modality("pair.b", architecture, 32, engine),
        LearnerConfig.from(settings));
  }

  private static Modality modality(String name, String architecture, int width, String engine) {
    return new Modality(
        new EncoderConfig(name, architecture, width, 0, engine, 1),
        new ImageInput(Patterns.SHAPE, ViewConfig.from(SETTINGS)));
  }

  private static void learn(CrossModalLearner learner, int from, int to) {
    for (int i = from; i < to; i++) {
      learner.learn(pairs(24, i));
    }
  }

  /** Pictures in one modality, their negatives turned by 90 degrees in the other. */
  private static PairBatch pairs(int rows, long seed) {
    Batch first = Patterns.batch(rows, seed);
    byte[] second = new byte[first.values().length];
    for (int i = 0; i < second.length; i++) {
      int pixel = i % 256;
      int turned = i - pixel + pixel % 16 * 16 + pixel / 16;
      second[turned] = (byte) ~first.values()[i];
    }
    long[] items = LongStream.range(1000 * seed, 1000 * seed + rows).toArray();
    return new PairBatch(
        new Batch(first.values(), first.eventTimes(), items),
        new Batch(second, first.eventTimes(), items));
  }

  private static byte[] saved(CrossModalLearner learner) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    learner.save(out);
    return out.toByteArray();
  }
}
