package dev.slipstream.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipstream.matrix.nd4j.Nd4jDevice;
import dev.slipstream.matrix.torch.TorchDevice;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NativeMemoryTest {

  private static final long MIB = 1 << 20;

  static Stream<Device> devices() {
    return Stream.of(TorchDevice.cpu(2), Nd4jDevice.open(2));
  }

  /** About 1 GiB is made and released; a leak of an eighth would show. */
  @ParameterizedTest
  @MethodSource("devices")
  void scopedWorkLeavesMemoryBounded(Device device) {
    float[] values = new float[1024 * 512];
    work(device, values);
    long before = Pointer.physicalBytes();

    for (int i = 0; i < 100; i++) {
      work(device, values);
    }

    assertThat(Pointer.physicalBytes() - before).isLessThan(128 * MIB);
  }

  @Test
  void torchHoldsNoPointerBeyondItsMatrices() {
    Device device = TorchDevice.cpu(2);
    float[] values = new float[6];
    everyOperation(device, values);
    long before = Pointer.totalCount();

    everyOperation(device, values);

    assertThat(Pointer.totalCount()).isEqualTo(before);
  }

  private static void work(Device device, float[] values) {
    try (Scope scope = device.scope()) {
      Matrix m = device.of(values, 1024, 512);
      m.add(m.rowSum()).exp();
      m.copy().lerpInPlace(m, 0.5f);
    }
  }

  private static void everyOperation(Device device, float[] values) {
    try (Scope scope = device.scope()) {
      Matrix m = device.of(values, 2, 3);
      m.set(device.ofBytes(new byte[6], 2, 3, 1, 0).toArray());
      m.set(m.copy());
      m.setRows(0, m.rowRange(1, 2).reshape(1, 3));
      m.gather(new int[] {1, 1});
      m.matmulTransposed(m).matmul(m).transposedMatmul(m).batchMatmul(device.zeros(3, 6), 3);
      m.add(m).subtract(m).multiply(m).divide(m).multiply(2).exp().log().sqrt().sum();
      m.rowSum().addInPlace(m.rowMax());
      m.rowLogSumExp().addInPlace(m.rowNorm());
      m.columnSum().fillInPlace(1);
      m.multiplyInPlace(m);
      m.multiplyInPlace(2);
      m.axpyInPlace(2, m);
      m.lerpInPlace(m, 0.5f);
      m.clampInPlace(0, 1);
    }
  }
}
