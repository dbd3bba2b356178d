package dev.slipstream.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.torch.TorchDevice;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

class TorchLabelledLossTest extends AbstractLabelledLossTest {

  private static final TorchDevice CPU = TorchDevice.cpu(1);
  private static final int N = 16;

  @Override
  Device device() {
    return CPU;
  }

  /** Rows 0 to 7 are of one class, 8 to 15 of another. */
  @Test
  void agreesWithLibtorchAutograd() {
    int[] labels = new int[N];
    for (int i = N / 2; i < N; i++) {
      labels[i] = 1;
    }
    try (PointerScope scope = new PointerScope()) {
      torch.manual_seed(5);
      Tensor rows = torch.randn(N, 6).set_requires_grad(true);
      Tensor own = torch.eye(N).mul(new Scalar(-1e30));
      Tensor products = rows.matmul(rows.t()).add(own);
      Tensor partition = products.logsumexp(1);
      Tensor first = products.narrow(0, 0, N / 2).narrow(1, 0, N / 2);
      Tensor second = products.narrow(0, N / 2, N / 2).narrow(1, N / 2, N / 2);
      Tensor positives = off(first).add(off(second)).div(new Scalar(N / 2 - 1.0));
      Tensor expected = partition.sum().sub(positives).div(new Scalar((double) N));
      expected.backward();

      LabelledLoss.Result result =
          new SupervisedContrastiveLoss(1).evaluate(CPU.wrap(rows.detach()), labels);

      assertThat(result.value()).isCloseTo(expected.item_double(), within(1e-4));
      assertThat(result.gradient().toArray())
          .containsExactly(CPU.wrap(rows.grad()).toArray(), within(1e-4f));
    }
  }

  /** The sum of all but the diagonal. */
  private static Tensor off(Tensor square) {
    Tensor others = torch.ones(N / 2, N / 2).sub(torch.eye(N / 2));
    return square.mul(others).sum();
  }
}
