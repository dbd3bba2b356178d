package dev.slipstream.matrix.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.slipstream.matrix.Scope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;

class TorchDeviceTest {

  private static final TorchDevice CPU = TorchDevice.cpu(2);

  @Test
  void aWrappedTensorSharesMemoryButNoGraph() {
    try (Scope scope = CPU.scope()) {
      Tensor weights = torch.ones(2, 3).requires_grad_();

      TorchMatrix m = CPU.wrap(weights);
      m.multiplyInPlace(3);
      TorchMatrix product = m.matmulTransposed(m);

      assertThat(product.tensor().requires_grad()).isFalse();
      assertThat(m.tensor().requires_grad()).isFalse();
      assertThat(weights.requires_grad()).isTrue();
      assertThat(weights.sum().item_double()).isEqualTo(18);
    }
  }

  @Test
  void wrapsATensorOfAnyDimensionsAsRows() {
    try (Scope scope = CPU.scope()) {
      TorchMatrix m = CPU.wrap(torch.ones(2, 3, 4, 5), 2, 60);

      assertThat(m.rowSum().toArray()).containsExactly(60, 60);
    }
  }

  @Test
  void refusesToWrapWhatIsNoMatrix() {
    String kind = "tensor: must be contiguous, float32 and on torch cpu, was another kind";
    try (Scope scope = CPU.scope()) {
      Tensor t = torch.ones(2, 3);
      refuses(() -> CPU.wrap(t.t()), kind);
      refuses(() -> CPU.wrap(t.to(ScalarType.Double)), kind);
      refuses(() -> CPU.wrap(t, 2, 4), "values: must be 8 for [2, 4], was 6");
      refuses(
          () -> CPU.wrap(t.add(new Scalar(1)).view(6)),
          "tensor: must have 2 dimensions, was 1; name rows and columns");
    }
  }

  @Test
  void refusesPlacesThatDoNotExist() {
    refuses(() -> TorchDevice.cpu(-1), "threads: must be >= 0, was -1");
    assertThatIllegalStateException()
        .isThrownBy(() -> TorchDevice.cuda(99))
        .withMessageStartingWith("cuda:99: libtorch sees ");
  }

  @Test
  void everyThreadUsesTheThreadsAskedFor() throws InterruptedException {
    int[] seen = new int[1];
    TorchDevice one = TorchDevice.cpu(1);
    try {
      Thread other =
          new Thread(
              () -> {
                one.zeros(64, 64).close();
                seen[0] = torch.get_num_threads();
              });
      other.start();
      other.join();
    } finally {
      TorchDevice.cpu(2);
    }

    assertThat(seen[0]).isEqualTo(1);
  }

  private static void refuses(Runnable call, String message) {
    assertThatIllegalArgumentException().isThrownBy(call::run).withMessage(message);
  }
}
