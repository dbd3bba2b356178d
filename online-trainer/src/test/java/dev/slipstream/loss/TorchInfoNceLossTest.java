package dev.slipstream.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.torch.TorchDevice;
import dev.slipstream.matrix.torch.TorchMatrix;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TorchInfoNceLossTest extends AbstractInfoNceLossTest {

  private static final TorchDevice CPU = TorchDevice.cpu(1);

  @Override
  Device device() {
    return CPU;
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.2, 0.07})
  void agreesWithLibtorchAutograd(double temperature) {
    try (PointerScope scope = new PointerScope()) {
      torch.manual_seed(3);
      Tensor raw = torch.randn(32, 16).set_requires_grad(true);
      Tensor key = torch.randn(32, 16);
      Tensor positive = unit(key);
      Tensor bank = torch.randn(500, 16);
      Tensor negatives = unit(bank);
      Tensor query = unit(raw);
      Scalar t = new Scalar(temperature);
      Tensor toPositive = query.mul(positive).sum(new long[] {1}).div(t);
      Tensor toNegatives = query.matmul(negatives.t()).div(t);
      Tensor expected =
          torch.logaddexp(toPositive, toNegatives.logsumexp(1)).sub(toPositive).mean();
      expected.backward();

      UnitRows rows = UnitRows.of(CPU.wrap(raw));
      ContrastiveLoss.Result result =
          new InfoNceLoss(temperature, 128)
              .evaluate(rows.rows(), CPU.wrap(positive), CPU.wrap(negatives));

      assertThat(result.value()).isCloseTo(expected.item_double(), within(1e-5));
      TorchMatrix autograd = CPU.wrap(raw.grad());
      assertThat(rows.backward(result.queryGradient()).toArray())
          .containsExactly(autograd.toArray(), within(1e-6f));
    }
  }

  private static Tensor unit(Tensor x) {
    return x.div(x.norm(new ScalarOptional(new Scalar(2)), new long[] {1}, true));
  }
}
