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

class TorchRankingLossTest extends AbstractRankingLossTest {

  private static final TorchDevice CPU = TorchDevice.cpu(1);

  @Override
  Device device() {
    return CPU;
  }

  @Test
  void agreesWithLibtorchAutograd() {
    try (PointerScope scope = new PointerScope()) {
      torch.manual_seed(3);
      Tensor contexts = torch.randn(2, 8).set_requires_grad(true);
      Tensor candidates = torch.randn(30, 8).set_requires_grad(true);
      Tensor logits = contexts.matmul(candidates.t()).div(new Scalar(2.0));
      Tensor all = logits.logsumexp(1);
      Tensor right = logits.narrow(1, 4, 3).logsumexp(1); // candidates 4, 5 and 6
      Tensor expected = all.sub(right).mean();
      expected.backward();

      RankingLoss.Result result =
          new RankingLoss(RankingLoss.Kind.RELAXED_N_PAIRS, 2, 7)
              .evaluate(
                  CPU.wrap(contexts.detach()),
                  Choices.of(CPU.wrap(candidates.detach()), new int[][] {{4, 5, 6}, {5, 4, 6}}));

      assertThat(result.value()).isCloseTo(expected.item_double(), within(1e-5));
      assertThat(result.contextGradient().toArray())
          .containsExactly(CPU.wrap(contexts.grad()).toArray(), within(1e-5f));
      assertThat(result.candidateGradient().toArray())
          .containsExactly(CPU.wrap(candidates.grad()).toArray(), within(1e-5f));
    }
  }
}
