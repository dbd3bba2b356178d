package dev.slipstream.learner;

import dev.slipstream.config.Option;
import dev.slipstream.config.Settings;
import java.util.List;

/**
 * How the momentum learner learns.
 *
 * @param batchSize N, samples in a step
 * @param stepsPerBatch steps on each incoming batch
 * @param seed of all randomness
 */
public record LearnerConfig(int batchSize, int stepsPerBatch, long seed) {

  public static final Option<Integer> BATCH_SIZE =
      Option.ofInt("learner.batch-size", 256)
          .atLeast(2)
          .atMost(65_536)
          .unit("samples")
          .doc("Samples in one step.");
  public static final Option<Integer> STEPS_PER_BATCH =
      Option.ofInt("learner.steps-per-batch", 3)
          .atLeast(1)
          .atMost(100)
          .unit("steps")
          .doc("Steps on each incoming batch, with new views each.");
  public static final Option<Long> SEED =
      Option.ofLong("learner.seed", 0).doc("Seed of all randomness.");

  public static final List<Option<?>> OPTIONS = List.of(BATCH_SIZE, STEPS_PER_BATCH, SEED);

  /** Reads the options of this record. */
  public static LearnerConfig from(Settings settings) {
    return new LearnerConfig(
        settings.get(BATCH_SIZE), settings.get(STEPS_PER_BATCH), settings.get(SEED));
  }
}
