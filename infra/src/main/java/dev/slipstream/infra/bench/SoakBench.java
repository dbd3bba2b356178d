package dev.slipstream.infra.bench;

import dev.slipstream.config.Settings;
import dev.slipstream.encoder.EncoderConfig;
import dev.slipstream.input.Batch;
import dev.slipstream.input.ImageInput;
import dev.slipstream.learner.LearnerConfig;
import dev.slipstream.learner.MomentumLearner;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.bytedeco.javacpp.Pointer;

/** Watches this process's resident memory over many steps. */
public final class SoakBench {

  private SoakBench() {}

  /**
   * What was seen.
   *
   * @param first resident bytes after the first tenth of the steps, when caches are warm
   * @param least of all readings from then on
   * @param most of all readings from then on
   * @param last reading
   */
  public record Result(long steps, long first, long least, long most, long last) {

    /** The farthest any reading lies from the first, as a share of it. */
    public double spread() {
      return Math.max(most - first, first - least) / (double) first;
    }
  }

  /**
   * Learns and reads resident memory a hundred times.
   *
   * @param watch hears the step and the resident bytes of each reading
   * @throws IllegalArgumentException if {@code steps} is below 100
   */
  public static Result run(Settings settings, int steps, BiConsumer<Long, Long> watch) {
    if (steps < 100) {
      throw new IllegalArgumentException("--steps: must be >= 100, was " + steps);
    }
    LearnerConfig config = LearnerConfig.from(settings);
    EncoderConfig encoder = EncoderConfig.from(settings);
    ImageInput input = ImageInput.from(settings);
    Batch batch = RandomImages.batch(config.batchSize(), input.rowBytes(), 0);
    List<Long> readings = new ArrayList<>();
    long taken;
    try (MomentumLearner learner = MomentumLearner.create(encoder, input, config)) {
      for (int reading = 1; reading <= 100; reading++) {
        while (learner.steps() < (long) steps * reading / 100) {
          learner.learn(batch);
        }
        long bytes = Pointer.physicalBytes();
        watch.accept(learner.steps(), bytes);
        if (reading >= 10) {
          readings.add(bytes);
        }
      }
      taken = learner.steps();
    }
    return new Result(
        taken,
        readings.get(0),
        readings.stream().mapToLong(Long::longValue).min().orElseThrow(),
        readings.stream().mapToLong(Long::longValue).max().orElseThrow(),
        readings.get(readings.size() - 1));
  }
}
