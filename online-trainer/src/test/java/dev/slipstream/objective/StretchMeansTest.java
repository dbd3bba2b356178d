package dev.slipstream.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.matrix.Scope;
import dev.slipstream.matrix.torch.TorchDevice;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class StretchMeansTest {

  private static final Device DEVICE = TorchDevice.cpu(1);

  @Test
  void eachStretchHasItsMeanAndPaddingDoesNotCount() {
    try (Scope scope = DEVICE.scope()) {
      StretchMeans means = StretchMeans.of(DEVICE, new int[] {4, 3, 1}, 4, 2);
      Matrix projections =
          DEVICE.of(
              new float[] {
                1, 10, 3, 30, 5, 50, 7, 70, //
                1, 10, 3, 30, 5, 50, 7, 70, //
                1, 10, 3, 30, 5, 50, 7, 70
              },
              3,
              8);

      Matrix rows = means.of(projections);

      assertThat(rows.rows()).isEqualTo(6);
      assertThat(rows.toArray()).containsExactly(2, 20, 6, 60, 2, 20, 5, 50, 1, 10, 0, 0);
    }
  }

  /** Means are linear, so the way back is their transpose: ⟨means(x), g⟩ = ⟨x, backward(g)⟩. */
  @Property(tries = 50)
  void theWayBackIsTheTranspose(
      @ForAll @IntRange(min = 1, max = 4) int samples,
      @ForAll @IntRange(min = 1, max = 3) int stretches,
      @ForAll @IntRange(min = 1, max = 3) int size,
      @ForAll @IntRange(min = 1, max = 3) int width,
      @ForAll long seed) {
    Random random = new Random(seed);
    int positions = stretches * size;
    int[] lengths = IntStream.range(0, samples).map(i -> random.nextInt(positions + 1)).toArray();
    try (Scope scope = DEVICE.scope()) {
      StretchMeans means = StretchMeans.of(DEVICE, lengths, positions, stretches);
      Matrix projections = gaussian(random, samples, positions * width);
      Matrix gradient = gaussian(random, samples * stretches, width);

      double there = means.of(projections).multiply(gradient).sum();
      double back = projections.multiply(means.backward(gradient)).sum();

      assertThat(there).isCloseTo(back, within(1e-4));
    }
  }

  private static Matrix gaussian(Random random, int rows, int cols) {
    float[] values = new float[rows * cols];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return DEVICE.of(values, rows, cols);
  }
}
