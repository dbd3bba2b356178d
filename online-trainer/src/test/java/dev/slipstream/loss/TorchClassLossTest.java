package dev.slipstream.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.torch.TorchDevice;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TorchClassLossTest extends AbstractClassLossTest {

  private static final TorchDevice CPU = TorchDevice.cpu(1);
  private static final int N = 12;
  private static final int C = 4;

  @Override
  Device device() {
    return CPU;
  }

  static Stream<Arguments> formulas() {
    return Stream.of(
        formula(new ClassSoftmaxLoss(1, 3), (x, w) -> crossEntropy(x.matmul(w.t()))),
        formula(new CenterLoss(), (x, w) -> apart(x.sub(own(w)))),
        formula(new LargeMarginSoftmaxLoss(2), TorchClassLossTest::largeMargin),
        formula(new ArcFaceLoss(8, 0.5), TorchClassLossTest::arcFace));
  }

  private static Arguments formula(ClassLoss loss, BinaryOperator<Tensor> formula) {
    return Arguments.of(loss, formula);
  }

  /** Row i is of class i modulo C. */
  @ParameterizedTest
  @MethodSource("formulas")
  void agreesWithLibtorchAutograd(ClassLoss loss, BinaryOperator<Tensor> formula) {
    int[] labels = new int[N];
    for (int i = 0; i < N; i++) {
      labels[i] = i % C;
    }
    try (PointerScope scope = new PointerScope()) {
      torch.manual_seed(5);
      Tensor rows = torch.randn(N, 6).set_requires_grad(true);
      Tensor classes = torch.randn(C, 6).set_requires_grad(true);
      Tensor expected = formula.apply(rows, classes);
      expected.backward();

      ClassLoss.Result result =
          loss.evaluate(CPU.wrap(rows.detach()), CPU.wrap(classes.detach()), labels);

      assertThat(result.value()).isCloseTo(expected.item_double(), within(1e-4));
      assertThat(result.gradient().toArray())
          .containsExactly(CPU.wrap(rows.grad()).toArray(), within(1e-4f));
      assertThat(result.classGradient().toArray())
          .containsExactly(CPU.wrap(classes.grad()).toArray(), within(1e-4f));
    }
  }

  private static Tensor hot() {
    return torch.eye(C).repeat(N / C, 1);
  }

  private static Tensor own(Tensor classes) {
    return hot().matmul(classes);
  }

  private static Tensor crossEntropy(Tensor logits) {
    return logits.logsumexp(1).sum().sub(logits.mul(hot()).sum()).div(new Scalar((double) N));
  }

  private static Tensor apart(Tensor difference) {
    return difference.mul(difference).sum().div(new Scalar(2.0 * N));
  }

  /** ψ of m = 2: cos 2θ = 2 cos² θ - 1 where the cosine is above 0, and -cos 2θ - 2 elsewhere. */
  private static Tensor largeMargin(Tensor x, Tensor w) {
    Tensor lengths = norm(x).matmul(norm(w).t());
    Tensor cosine = x.matmul(w.t()).div(lengths);
    Tensor twice = cosine.mul(cosine).mul(new Scalar(2.0)).sub(new Scalar(1.0));
    Tensor psi = torch.where(cosine.gt(new Scalar(0.0)), twice, twice.neg().sub(new Scalar(2.0)));
    return crossEntropy(lengths.mul(cosine.add(psi.sub(cosine).mul(hot()))));
  }

  private static Tensor arcFace(Tensor x, Tensor w) {
    Tensor cosine = x.div(norm(x)).matmul(w.div(norm(w)).t());
    Tensor angle = cosine.acos().add(hot().mul(new Scalar(0.5)));
    Tensor folded = cosine.sub(new Scalar(0.5 * Math.sin(0.5)));
    Tensor logits = torch.where(angle.lt(new Scalar(Math.PI)), angle.cos(), folded);
    return crossEntropy(logits.mul(new Scalar(8.0)));
  }

  private static Tensor norm(Tensor x) {
    return x.mul(x).sum(new long[] {1}).sqrt().unsqueeze(1);
  }
}
