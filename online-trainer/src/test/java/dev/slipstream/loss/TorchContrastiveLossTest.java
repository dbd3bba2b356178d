package dev.slipstream.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.torch.TorchDevice;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TorchContrastiveLossTest extends AbstractContrastiveLossTest {

  private static final TorchDevice CPU = TorchDevice.cpu(1);
  private static final int N = 16;
  private static final int K = 50;

  @Override
  Device device() {
    return CPU;
  }

  /** Each query's loss, {@code [N]}, of what the papers call f(x), f+ and f-. */
  private interface Formula {
    Tensor of(Tensor query, Tensor positive, Tensor negatives);
  }

  static Stream<Arguments> formulas() {
    return Stream.of(
        formula(new InfoNceLoss(0.5, 8), (q, p, k) -> softmax(near(q, p), products(q, k), 0.5)),
        formula(
            new AllPairsLoss(0.5, 8),
            (q, p, k) -> softmax(near(q, p), products(q, k).reshape(1, N * K), 0.5)),
        formula(new HardNegativeLoss(0.5, 0.1, 2, 8), TorchContrastiveLossTest::hardNegatives),
        formula(
            new NceLoss(1, OptionalDouble.of(3), 8),
            (q, p, k) ->
                torch
                    .softplus(plus(near(q, p).neg(), 3))
                    .add(sum(torch.softplus(plus(products(q, k), -3))))),
        formula(
            new PairLoss(2, 8),
            (q, p, k) ->
                times(
                    lengths(q.sub(p)).add(mean(squares(torch.relu(plus(far(q, k).neg(), 2))))),
                    0.5)),
        formula(new TripletLoss(0.5, 8), (q, p, k) -> triplets(lengths(q.sub(p)), far(q, k), 0.5)),
        formula(
            new QuadrupletLoss(1, 8),
            (q, p, k) ->
                triplets(lengths(q.sub(p)), far(q, k), 1)
                    .add(triplets(lengths(q.sub(p)), far(next(q), k), 0.5))),
        formula(new LiftedStructureLoss(1, 8), TorchContrastiveLossTest::lifted));
  }

  private static Arguments formula(ContrastiveLoss loss, Formula formula) {
    return Arguments.of(loss, formula);
  }

  @ParameterizedTest
  @MethodSource("formulas")
  void agreesWithLibtorchAutograd(ContrastiveLoss loss, Formula formula) {
    try (PointerScope scope = new PointerScope()) {
      torch.manual_seed(5);
      Tensor query = unit(torch.randn(N, 6)).set_requires_grad(true);
      Tensor positive = unit(torch.randn(N, 6)).set_requires_grad(true);
      Tensor negatives = unit(torch.randn(K, 6)).set_requires_grad(true);
      Tensor expected = formula.of(query, positive, negatives).mean();
      expected.backward();
      long[] items = new long[N];
      for (int i = 0; i < N; i++) {
        items[i] = i;
      }

      ContrastiveLoss.Result result =
          loss.evaluate(
              CPU.wrap(query.detach()),
              CPU.wrap(positive.detach()),
              items,
              List.of(ItemKeys.of(CPU.wrap(negatives.detach())).withGradient()));

      assertThat(result.value()).isCloseTo(expected.item_double(), within(1e-4));
      assertThat(result.queryGradient().toArray())
          .containsExactly(CPU.wrap(query.grad()).toArray(), within(2e-5f));
      assertThat(result.positiveGradient().toArray())
          .containsExactly(CPU.wrap(positive.grad()).toArray(), within(2e-5f));
      assertThat(result.negativeGradients().get(0).toArray())
          .containsExactly(CPU.wrap(negatives.grad()).toArray(), within(2e-5f));
    }
  }

  private static Tensor softmax(Tensor near, Tensor products, double t) {
    Tensor positive = times(near, 1 / t);
    Tensor all = torch.logaddexp(positive, times(products, 1 / t).logsumexp(1));
    return all.sub(positive);
  }

  private static Tensor hardNegatives(Tensor q, Tensor p, Tensor k) {
    Tensor positive = times(near(q, p), 2).exp();
    Tensor negatives = times(products(q, k), 2).exp();
    Tensor weights = squares(negatives);
    Tensor weighed = sum(weights.mul(negatives)).div(times(sum(weights), 1.0 / K));
    Tensor debiased = times(weighed.sub(times(positive, 0.1 * K)), 1 / 0.9);
    Tensor least = torch.full_like(debiased, new Scalar(K * Math.exp(-2)));
    Tensor all = positive.add(torch.maximum(debiased, least));
    return all.log().sub(positive.log());
  }

  private static Tensor triplets(Tensor near, Tensor far, double margin) {
    return mean(torch.relu(plus(near.unsqueeze(1).sub(squares(far)), margin)));
  }

  private static Tensor lifted(Tensor q, Tensor p, Tensor k) {
    Tensor ofQuery = plus(far(q, k).neg(), 1).logsumexp(1);
    Tensor ofPositive = plus(far(p, k).neg(), 1).logsumexp(1);
    Tensor all = torch.logaddexp(ofQuery, ofPositive).add(lengths(q.sub(p)).sqrt());
    return times(squares(torch.relu(all)), 0.5);
  }

  private static Tensor next(Tensor q) {
    return torch.cat(new TensorVector(q.narrow(0, 1, N - 1), q.narrow(0, 0, 1)));
  }

  private static Tensor near(Tensor q, Tensor p) {
    return sum(q.mul(p));
  }

  private static Tensor products(Tensor q, Tensor k) {
    return q.matmul(k.t());
  }

  private static Tensor far(Tensor q, Tensor k) {
    return torch.cdist(q, k);
  }

  /** Squared length of each row. */
  private static Tensor lengths(Tensor x) {
    return sum(squares(x));
  }

  private static Tensor squares(Tensor x) {
    return x.mul(x);
  }

  private static Tensor sum(Tensor x) {
    return x.sum(new long[] {1});
  }

  private static Tensor mean(Tensor x) {
    return times(sum(x), 1.0 / K);
  }

  private static Tensor plus(Tensor x, double more) {
    return x.add(new Scalar(more));
  }

  private static Tensor times(Tensor x, double factor) {
    return x.mul(new Scalar(factor));
  }

  private static Tensor unit(Tensor x) {
    return x.div(lengths(x).sqrt().unsqueeze(1)).detach();
  }
}
