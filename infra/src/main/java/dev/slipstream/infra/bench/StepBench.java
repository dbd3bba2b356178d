package dev.slipstream.infra.bench;

import dev.slipstream.config.Settings;
import dev.slipstream.encoder.EncoderConfig;
import dev.slipstream.input.Batch;
import dev.slipstream.input.ImageInput;
import dev.slipstream.learner.LearnerConfig;
import dev.slipstream.learner.MomentumLearner;
import java.util.Arrays;

/** Times the momentum learner's step on random images that are already in memory. */
public final class StepBench {

  private StepBench() {}

  /**
   * What was measured.
   *
   * @param samplesPerSecond at the median step
   * @param stepMillis of the median step
   * @param leastMillis of the fastest step
   * @param mostMillis of the slowest step
   */
  public record Result(
      double samplesPerSecond, double stepMillis, double leastMillis, double mostMillis) {}

  /**
   * Fills the queue, then times {@code steps} calls of {@link MomentumLearner#learn} one by one.
   *
   * @param warmup untimed steps after the queue is full
   * @throws IllegalArgumentException if {@code steps} is not positive
   */
  public static Result run(Settings settings, int warmup, int steps) {
    if (steps < 1) {
      throw new IllegalArgumentException("--steps: must be >= 1, was " + steps);
    }
    LearnerConfig config = LearnerConfig.from(settings);
    EncoderConfig encoder = EncoderConfig.from(settings);
    ImageInput input = ImageInput.from(settings);
    Batch batch = RandomImages.batch(config.batchSize(), input.rowBytes(), 0);
    int filling = config.queue().capacity() / (config.batchSize() * config.stepsPerBatch()) + 1;
    double[] millis = new double[steps];
    try (MomentumLearner learner = MomentumLearner.create(encoder, input, config)) {
      for (int i = 0; i < filling + warmup; i++) {
        learner.learn(batch);
      }
      for (int i = 0; i < steps; i++) {
        long start = System.nanoTime();
        learner.learn(batch);
        millis[i] = (System.nanoTime() - start) / 1e6 / config.stepsPerBatch();
      }
    }
    Arrays.sort(millis);
    double median = (millis[steps / 2] + millis[(steps - 1) / 2]) / 2;
    return new Result(1000 * config.batchSize() / median, median, millis[0], millis[steps - 1]);
  }
}
