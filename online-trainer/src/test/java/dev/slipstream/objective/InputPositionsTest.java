package dev.slipstream.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.slipstream.encoder.Architectures;
import dev.slipstream.encoder.InputSpec;
import dev.slipstream.encoder.InputSpec.Planes;
import dev.slipstream.encoder.InputSpec.Tokens;
import dev.slipstream.encoder.ProjectionForm;
import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.Scope;
import dev.slipstream.matrix.torch.TorchDevice;
import org.junit.jupiter.api.Test;

class InputPositionsTest {

  private static final Device DEVICE = TorchDevice.cpu(1);

  @Test
  void aFrameOfASoundIsOneStretchOfItsRow() {
    InputPositions positions = positions("audio-transformer", new Planes(3, 2, 1));
    try (Scope scope = DEVICE.scope()) {
      float[] rows = counted(2 * 6);

      assertThat(positions.count()).isEqualTo(3);
      assertThat(positions.patchSize()).isEqualTo(2);
      assertThat(positions.patches(DEVICE.of(rows, 2, 6)).toArray()).isEqualTo(rows);
    }
  }

  @Test
  void aPatchOfAnImageIsASquareOfIt() {
    InputPositions positions = positions("transformer", new Planes(16, 16, 1));
    try (Scope scope = DEVICE.scope()) {
      float[] patches = positions.patches(DEVICE.of(counted(256), 1, 256)).toArray();

      assertThat(positions.patchSize()).isEqualTo(4);
      assertThat(patches).startsWith(1, 2, 17, 18, 3, 4, 19, 20);
    }
  }

  @Test
  void whatIsHiddenOfAnImageIsTheMeanAndTheRestStays() {
    InputPositions positions = positions("transformer", new Planes(16, 16, 1));
    try (Scope scope = DEVICE.scope()) {
      int[] places = {1, positions.count() + 63};

      float[] left = positions.hide(DEVICE.of(counted(512), 2, 256), places).toArray();

      for (int i = 0; i < left.length; i++) {
        boolean first = i == 2 || i == 3 || i == 18 || i == 19;
        boolean second = i == 494 || i == 495 || i == 510 || i == 511;
        assertThat(left[i]).isEqualTo(first || second ? 0 : i + 1);
      }
    }
  }

  @Test
  void aHiddenWordIsTheLastIdAndThePaddingIsNoPosition() {
    InputPositions positions = positions("transformer", new Tokens(4, 50));
    try (Scope scope = DEVICE.scope()) {
      var texts = DEVICE.of(new float[] {7, 8, 9, 0, 5, 0, 0, 0}, 2, 4);

      assertThat(positions.lengths(texts)).containsExactly(3, 1);
      assertThat(positions.hide(texts, new int[] {1, 4}).toArray())
          .containsExactly(7, 49, 9, 0, 49, 0, 0, 0);
    }
  }

  @Test
  void convolutionsHaveNoPatchesToHide() {
    InputPositions positions = positions("small-conv", new Planes(16, 16, 1));

    assertThatIllegalArgumentException()
        .isThrownBy(positions::patchSize)
        .withMessageStartingWith("encoder.architecture: must be a transformer over patches");
  }

  private static InputPositions positions(String architecture, InputSpec input) {
    return new InputPositions(
        Architectures.declare(architecture, input, 8, ProjectionForm.POSITIONS, 0, 1));
  }

  /** 1, 2, 3 … */
  private static float[] counted(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = i + 1;
    }
    return values;
  }
}
