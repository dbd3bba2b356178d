package dev.slipstream.matrix.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.slipstream.matrix.Scope;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class Nd4jDeviceTest {

  private static final Nd4jDevice CPU = Nd4jDevice.open(2);

  @Test
  void aWrappedArraySharesMemoryAndRemainsTheCallers() {
    try (INDArray array = Nd4j.ones(DataType.FLOAT, 2, 3, 2)) {
      try (Scope scope = CPU.scope()) {
        Nd4jMatrix m = CPU.wrap(array, 2, 6);
        m.rowRange(1, 2).multiplyInPlace(3);
        m.close();
      }

      assertThat(array.sumNumber().doubleValue()).isEqualTo(24);
    }
  }

  @Test
  void everyResultIsRowMajor() {
    try (Scope scope = CPU.scope()) {
      Nd4jMatrix m = CPU.of(new float[6], 2, 3);

      assertThat(m.matmulTransposed(m).array().ordering()).isEqualTo('c');
      assertThat(m.transposedMatmul(m).array().ordering()).isEqualTo('c');
      assertThat(m.add(m.columnSum()).array().ordering()).isEqualTo('c');
      assertThat(m.rowMax().array().ordering()).isEqualTo('c');
      assertThat(m.gather(new int[] {1}).array().ordering()).isEqualTo('c');
    }
  }

  @Test
  void refusesToWrapWhatIsNoMatrix() {
    try (INDArray array = Nd4j.ones(DataType.FLOAT, 2, 3);
        INDArray doubles = Nd4j.ones(DataType.DOUBLE, 2, 3)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> CPU.wrap(array, 2, 4))
          .withMessage("values: must be 8 for [2, 4], was 6");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> CPU.wrap(array.transpose(), 3, 2))
          .withMessageStartingWith("array: must be contiguous, 'c'-ordered and float32, was ");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> CPU.wrap(doubles, 2, 3))
          .withMessageStartingWith("array: must be contiguous, 'c'-ordered and float32, was ");
    }
  }

  @Test
  void refusesNegativeThreads() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Nd4jDevice.open(-1))
        .withMessage("threads: must be >= 0, was -1");
  }
}
