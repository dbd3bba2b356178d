package dev.slipstream.objective.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.Scope;
import dev.slipstream.matrix.torch.TorchDevice;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PatchContrastTest {

  private static final Device CPU = TorchDevice.cpu(1);
  private static final int[] RIGHT = {2, 0, 4};
  private static final int PREDICTIONS = 3;
  private static final int VECTORS = 5;
  private static final int WIDTH = 4;
  private static final double H = 1e-4;

  private final Random random = new Random(3);
  private final double[] predictions = draw(PREDICTIONS * WIDTH);
  private final double[] vectors = draw(VECTORS * WIDTH);

  @Test
  void gradientsAreThoseOfFiniteDifferences() {
    try (Scope scope = CPU.scope()) {
      PatchContrast found =
          PatchContrast.of(
              CPU.of(floats(predictions), PREDICTIONS, WIDTH),
              CPU.of(floats(vectors), VECTORS, WIDTH),
              RIGHT);

      assertThat(found.value()).isCloseTo(value(), within(1e-5));
      agree(found.predictionGradient().toArray(), predictions);
      agree(found.vectorGradient().toArray(), vectors);
    }
  }

  private void agree(float[] gradient, double[] values) {
    for (int i = 0; i < values.length; i++) {
      double before = values[i];
      values[i] = before + H;
      double above = value();
      values[i] = before - H;
      double below = value();
      values[i] = before;
      assertThat((double) gradient[i]).isCloseTo((above - below) / (2 * H), within(1e-5));
    }
  }

  /** The formula as the paper has it, in double precision. */
  private double value() {
    double sum = 0;
    for (int i = 0; i < PREDICTIONS; i++) {
      double all = 0;
      for (int k = 0; k < VECTORS; k++) {
        all += Math.exp(product(i, k));
      }
      sum += Math.log(all) - product(i, RIGHT[i]);
    }
    return sum / PREDICTIONS;
  }

  private double product(int prediction, int vector) {
    double sum = 0;
    for (int j = 0; j < WIDTH; j++) {
      sum += predictions[prediction * WIDTH + j] * vectors[vector * WIDTH + j];
    }
    return sum;
  }

  private double[] draw(int size) {
    return random.doubles(size, -2, 2).toArray();
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }
}
