package dev.slipstream.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.slipstream.loss.RegressionLoss.Kind;
import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.torch.TorchDevice;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TorchTwoViewLossTest extends AbstractTwoViewLossTest {

  private static final TorchDevice CPU = TorchDevice.cpu(1);
  private static final int N = 32;
  private static final int D = 8;

  @Override
  Device device() {
    return CPU;
  }

  static Stream<Arguments> formulas() {
    return Stream.of(
        formula(new NegativeCosineLoss(), (a, b) -> over(a.mul(b).sum(), -N)),
        formula(SymmetricLoss.ntXent(0.5, 20), TorchTwoViewLossTest::ntXent),
        formula(RegressionLoss.of(Kind.L1), (a, b) -> torch.l1_loss(a, b)),
        formula(RegressionLoss.of(Kind.L2), (a, b) -> torch.mse_loss(a, b)),
        formula(RegressionLoss.smooth(0.5), (a, b) -> torch.smooth_l1_loss(a, b, 1, 0.5)),
        formula(new BarlowTwinsLoss(0.005), TorchTwoViewLossTest::barlowTwins),
        formula(new VicRegLoss(25, 25, 1), TorchTwoViewLossTest::vicReg));
  }

  private static Arguments formula(TwoViewLoss loss, BinaryOperator<Tensor> formula) {
    return Arguments.of(loss, formula);
  }

  @ParameterizedTest
  @MethodSource("formulas")
  void agreesWithLibtorchAutograd(TwoViewLoss loss, BinaryOperator<Tensor> formula) {
    try (PointerScope scope = new PointerScope()) {
      torch.manual_seed(5);
      Tensor first = torch.randn(N, D).set_requires_grad(true);
      Tensor second = torch.randn(N, D).set_requires_grad(true);
      Tensor expected = formula.apply(first, second);
      expected.backward();

      TwoViewLoss.Result result =
          loss.evaluate(CPU.wrap(first.detach()), CPU.wrap(second.detach()));

      assertThat(result.value())
          .isCloseTo(expected.item_double(), within(1e-5 * (1 + expected.item_double())));
      assertThat(result.firstGradient().toArray())
          .containsExactly(CPU.wrap(first.grad()).toArray(), within(1e-5f));
      assertThat(result.secondGradient().toArray())
          .containsExactly(CPU.wrap(second.grad()).toArray(), within(1e-5f));
    }
  }

  private static Tensor ntXent(Tensor a, Tensor b) {
    Tensor all = torch.cat(new TensorVector(a, b));
    Tensor logits = all.matmul(all.t()).mul(new Scalar(2.0));
    Tensor others = logits.sub(torch.eye(2 * N).mul(new Scalar(1e9)));
    Tensor positives = a.mul(b).sum().mul(new Scalar(4.0));
    return over(others.logsumexp(1).sum().sub(positives), 2 * N);
  }

  private static Tensor barlowTwins(Tensor a, Tensor b) {
    Tensor correlations = over(standard(a).t().matmul(standard(b)), N);
    Tensor identity = torch.eye(D);
    Tensor missing = identity.sub(correlations).mul(identity);
    Tensor redundant = correlations.sub(correlations.mul(identity));
    return missing.mul(missing).sum().add(redundant.mul(redundant).sum().mul(new Scalar(0.005)));
  }

  private static Tensor standard(Tensor x) {
    Tensor centred = centred(x);
    Tensor variance = over(centred.mul(centred).sum(0), N);
    return centred.div(variance.add(new Scalar(1e-5)).sqrt());
  }

  private static Tensor vicReg(Tensor a, Tensor b) {
    Tensor spread = lacking(a).add(lacking(b)).mul(new Scalar(25.0));
    return torch
        .mse_loss(a, b)
        .mul(new Scalar(25.0))
        .add(spread)
        .add(redundant(a))
        .add(redundant(b));
  }

  private static Tensor lacking(Tensor z) {
    Tensor variance = over(centred(z).mul(centred(z)).sum(0), N - 1);
    Tensor deviation = variance.add(new Scalar(1e-4)).sqrt();
    return over(torch.relu(deviation.neg().add(new Scalar(1.0))).sum(), D);
  }

  private static Tensor redundant(Tensor z) {
    Tensor covariances = over(centred(z).t().matmul(centred(z)), N - 1);
    Tensor off = covariances.sub(covariances.mul(torch.eye(D)));
    return over(off.mul(off).sum(), D);
  }

  private static Tensor centred(Tensor x) {
    return x.sub(over(x.sum(0), N));
  }

  private static Tensor over(Tensor x, int divisor) {
    return x.div(new Scalar((double) divisor));
  }
}
