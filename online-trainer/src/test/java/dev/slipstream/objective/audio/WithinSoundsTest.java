package dev.slipstream.objective.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.slipstream.loss.ContrastiveLoss;
import dev.slipstream.loss.InfoNceLoss;
import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.matrix.Scope;
import dev.slipstream.matrix.nd4j.Nd4jDevice;
import dev.slipstream.matrix.torch.TorchDevice;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WithinSoundsTest {

  private static final ContrastiveLoss LOSS = new InfoNceLoss(0.5, 16);
  private static final int WIDTH = 3;
  private static final int[] SOUNDS = {0, 0, 0, 2, 2};
  private static final long[] IDS = {1, 2, 1, 1, 2};

  static Stream<Device> devices() {
    return Stream.of(TorchDevice.cpu(1), Nd4jDevice.open(1));
  }

  @ParameterizedTest
  @MethodSource("devices")
  void isTheMeanOfWhatEachQueryLosesToTheOtherCodesOfItsSound(Device device) {
    float[] queries = values(1);
    float[] keys = values(2);
    double expected = 0;
    for (int i = 0; i < SOUNDS.length; i++) {
      double right = Math.exp(product(queries, i, keys, i) / 0.5);
      double all = right;
      for (int j = 0; j < SOUNDS.length; j++) {
        if (SOUNDS[j] == SOUNDS[i] && IDS[j] != IDS[i]) {
          all += Math.exp(product(queries, i, keys, j) / 0.5);
        }
      }
      expected -= Math.log(right / all) / SOUNDS.length;
    }
    try (Scope scope = device.scope()) {
      assertThat(value(device, queries, keys)).isCloseTo(expected, within(1e-5));
    }
  }

  @ParameterizedTest
  @MethodSource("devices")
  void itsGradientsAreItsDifferences(Device device) {
    float[] queries = values(3);
    float[] keys = values(4);
    try (Scope scope = device.scope()) {
      WithinSounds.Result result = contrast(device, queries, keys);
      assertDifferences(device, queries, result.queryGradient(), queries, keys);
      assertDifferences(device, keys, result.keyGradient(), queries, keys);
    }
  }

  /** Moves each value up and down. */
  private static void assertDifferences(
      Device device, float[] moved, Matrix gradient, float[] queries, float[] keys) {
    float[] found = gradient.toArray();
    for (int i = 0; i < moved.length; i++) {
      float before = moved[i];
      moved[i] = before + 0.01f;
      double above = value(device, queries, keys);
      moved[i] = before - 0.01f;
      double below = value(device, queries, keys);
      moved[i] = before;
      assertThat((double) found[i]).isCloseTo((above - below) / 0.02, within(2e-3));
    }
  }

  private static double value(Device device, float[] queries, float[] keys) {
    return contrast(device, queries, keys).value();
  }

  private static WithinSounds.Result contrast(Device device, float[] queries, float[] keys) {
    return WithinSounds.contrast(
        LOSS,
        device.of(queries, SOUNDS.length, WIDTH),
        device.of(keys, SOUNDS.length, WIDTH),
        IDS,
        SOUNDS);
  }

  private static double product(float[] a, int i, float[] b, int j) {
    double sum = 0;
    for (int k = 0; k < WIDTH; k++) {
      sum += a[i * WIDTH + k] * b[j * WIDTH + k];
    }
    return sum;
  }

  private static float[] values(long seed) {
    Random random = new Random(seed);
    float[] values = new float[SOUNDS.length * WIDTH];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
