package dev.slipstream.objective.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.Scope;
import dev.slipstream.matrix.torch.TorchDevice;
import org.junit.jupiter.api.Test;

class SquaredErrorTest {

  private static final Device CPU = TorchDevice.cpu(1);

  @Test
  void isTheMeanOfWhatCountsAndHasNoGradientElsewhere() {
    try (Scope scope = CPU.scope()) {
      SquaredError error =
          SquaredError.of(
              CPU.of(new float[] {1, 2, 3, 4}, 2, 2),
              CPU.of(new float[] {0, 2, 1, 9}, 2, 2),
              CPU.of(new float[] {1, 0, 1, 0}, 2, 2));

      assertThat(error.value()).isCloseTo((1 + 4) / 2.0, within(1e-6));
      assertThat(error.gradient().toArray()).containsExactly(new float[] {1, 0, 2, 0}, within(0f));
    }
  }
}
