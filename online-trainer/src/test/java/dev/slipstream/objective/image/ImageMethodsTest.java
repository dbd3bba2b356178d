package dev.slipstream.objective.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipstream.config.Settings;
import dev.slipstream.encoder.EncoderConfig;
import dev.slipstream.input.Batch;
import dev.slipstream.input.Modalities;
import dev.slipstream.job.TrainJob;
import dev.slipstream.learner.LearnerConfig;
import dev.slipstream.learner.MomentumLearner;
import dev.slipstream.objective.Method;
import dev.slipstream.objective.Methods;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every method of images must do. */
class ImageMethodsTest {

  private static final int ROWS = 12;

  static Stream<String> methods() {
    return Methods.ALL.stream()
        .filter(method -> method.modalities().equals(Images.MODALITY))
        .map(Method::name);
  }

  @ParameterizedTest
  @MethodSource("methods")
  void itsLossFallsOnImagesOfOneKind(String method) {
    double[] losses = losses(method, 16, 16, 1, 40);

    assertThat(mean(losses, 30, 40)).isLessThan(0.9 * mean(losses, 0, 10));
  }

  @ParameterizedTest
  @MethodSource("methods")
  void learnsFromColourAndWhatIsNotSquare(String method) {
    assertThat(losses(method, 13, 22, 3, 2)).doesNotContain(Double.NaN);
  }

  private static double mean(double[] values, int from, int to) {
    return Arrays.stream(values, from, to).average().orElseThrow();
  }

  private static double[] losses(String method, int height, int width, int channels, int steps) {
    Settings settings =
        Methods.withRecipes(
                Settings.defaults(TrainJob.OPTIONS)
                    .with(
                        Map.of(
                            "learner.objective", method,
                            "learner.steps-per-batch", "1",
                            "encoder.engine", "torch",
                            "encoder.threads", "1",
                            "encoder.projection", "32")))
            .with(
                Map.of(
                    "image.height", "" + height,
                    "image.width", "" + width,
                    "image.channels", "" + channels));
    try (MomentumLearner learner =
        MomentumLearner.create(
            EncoderConfig.from(settings),
            Modalities.input(settings),
            LearnerConfig.from(settings))) {
      Random random = new Random(1);
      return IntStream.range(0, steps)
          .mapToDouble(step -> learner.learn(slopes(height, width, channels, random)).loss())
          .toArray();
    }
  }

  /** Bright above and dark below, more or less, with a bright spot on the left. */
  private static Batch slopes(int height, int width, int channels, Random random) {
    int plane = height * width;
    byte[] values = new byte[ROWS * channels * plane];
    for (int row = 0; row < ROWS; row++) {
      double steep = 0.5 + 0.5 * random.nextDouble();
      for (int i = 0; i < channels * plane; i++) {
        int line = i % plane / width;
        double down = (double) line / height;
        double across = (double) (i % width) / width;
        double spot = Math.hypot(down - 0.5, across - 0.2) < 0.15 ? 100 : 0;
        values[row * channels * plane + i] = (byte) (150 * (1 - steep * down) + spot);
      }
    }
    return Batch.of(values, ROWS);
  }
}
