package dev.slipstream.objective.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.slipstream.config.Settings;
import dev.slipstream.loss.CrossEntropyLoss;
import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.matrix.Scope;
import dev.slipstream.optimizer.OptimizerConfig;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

abstract class AbstractWordClassesTest {

  private static final int WIDTH = 3;
  private static final int[] WORDS = {4, 7, CrossEntropyLoss.IGNORED, 4, 9};

  abstract Device device();

  @Test
  void atFirstEachWordIsAsLikelyAsTheOthersToBeTold() {
    try (Scope scope = device().scope();
        WordClasses classes = classes("0.1")) {
      WordClasses.Prediction prediction = classes.learn(queries(), WORDS, 0);

      assertThat(prediction.outcome().loss()).isCloseTo(Math.log(3), within(1e-5));
      assertThat(prediction.outcome().negatives()).isEqualTo(2);
      assertThat(prediction.gradient().toArray()).containsOnly(0);
    }
  }

  @Test
  void theGradientIsThatOfTheLoss() throws IOException {
    try (Scope scope = device().scope();
        WordClasses learned = classes("0.1");
        WordClasses still = classes("1e-12")) {
      learned.learn(queries(), WORDS, 0);
      ByteArrayOutputStream saved = new ByteArrayOutputStream();
      learned.save(new DataOutputStream(saved));
      still.restore(new DataInputStream(new ByteArrayInputStream(saved.toByteArray())));

      float[] gradient = still.learn(queries(), WORDS, 1).gradient().toArray();

      for (int i = 0; i < gradient.length; i++) {
        double slope = (loss(still, i, 0.05f) - loss(still, i, -0.05f)) / 0.1;
        assertThat((double) gradient[i]).isCloseTo(slope, within(1e-4));
      }
      assertThat(gradient).isNotEqualTo(new float[gradient.length]);
    }
  }

  @Test
  void wordsAreToldBetterAndBetter() {
    try (Scope scope = device().scope();
        WordClasses classes = classes("0.1")) {
      double loss = 0;
      for (int step = 0; step < 60; step++) {
        loss = classes.learn(queries(), WORDS, step).outcome().loss();
      }

      assertThat(loss).isLessThan(0.2);
      assertThat(classes.learn(queries(), WORDS, 60).outcome().positiveSimilarity()).isEqualTo(1);
    }
  }

  private double loss(WordClasses classes, int changed, float by) {
    float[] values = values();
    values[changed] += by;
    Matrix queries = device().of(values, WORDS.length, WIDTH);
    return classes.learn(queries, WORDS, 0).outcome().loss();
  }

  private WordClasses classes(String learningRate) {
    Settings settings =
        Settings.defaults(OptimizerConfig.OPTIONS)
            .with(Map.of("learner.optimizer", "adam", "learner.learning-rate", learningRate));
    return new WordClasses(device(), 12, WIDTH, OptimizerConfig.from(settings));
  }

  private Matrix queries() {
    return device().of(values(), WORDS.length, WIDTH);
  }

  private static float[] values() {
    Random random = new Random(3);
    float[] values = new float[WORDS.length * WIDTH];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    System.arraycopy(values, 0, values, 3 * WIDTH, WIDTH); // one word, one query
    return values;
  }
}
