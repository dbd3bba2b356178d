package dev.slipstream.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipstream.matrix.Matrix;
import dev.slipstream.matrix.nd4j.Nd4jDevice;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class TextsTest {

  @Test
  void textsAreReadWithoutPaddingAndWrittenWithIt() {
    ByteBuffer values = ByteBuffer.allocate(6 * Integer.BYTES);
    for (int id : new int[] {5, 32_767, 0, 1, 2, 3}) {
      values.putInt(id);
    }

    int[][] texts = Texts.read(values.array(), 2, 3);

    assertThat(texts).isDeepEqualTo(new int[][] {{5, 32_767}, {1, 2, 3}});
    try (Matrix rows = Texts.write(Nd4jDevice.open(1), texts, 3)) {
      assertThat(rows.rows()).isEqualTo(2);
      assertThat(rows.toArray()).containsExactly(5, 32_767, 0, 1, 2, 3);
    }
  }

  @Test
  void valuesMustBeAsLongAsTheirRows() {
    assertThatThrownBy(() -> Texts.read(new byte[23], 2, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("values: must be 2 rows of 3 tokens, 24 bytes, was 23 bytes");
  }
}
