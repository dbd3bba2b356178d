package dev.slipstream.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.slipstream.encoder.Architectures;
import dev.slipstream.encoder.Encoder;
import dev.slipstream.encoder.EncoderSpec;
import dev.slipstream.encoder.Engine;
import dev.slipstream.encoder.Engines;
import dev.slipstream.encoder.InputSpec;
import dev.slipstream.input.Batch;
import dev.slipstream.loss.InfoNceLoss;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.matrix.Scope;
import dev.slipstream.memory.queue.ContrastiveQueue;
import dev.slipstream.view.Views;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CrossModalObjectiveTest {

  private static final int WIDTH = 8;
  private static final int ROWS = 6;
  private static final InfoNceLoss LOSS = new InfoNceLoss(0.2, 8);

  private final Engine engine = Engines.open("torch", 1);
  private final Random random = new Random(5);

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void eachTowersGradientIsThatOfTheWholeLoss(int tower) {
    try (Side first = new Side(1);
        Side second = new Side(2)) {
      Side changed = tower == 0 ? first : second;
      CrossModalObjective objective =
          new CrossModalObjective(first.tower(), first.queue, second.tower(), second.queue, LOSS);
      enqueue(first);
      enqueue(second);
      Pairs pairs = pairs();
      step(objective, pairs);
      float[] start = changed.query.parameters().toArray();
      float[] gradient = changed.gradient;
      float[] mask = changed.query.spec().layout().trainableMask();
      // Along the gradient itself, where the slope is steepest and rounding matters least.
      double slope = 0;
      for (int i = 0; i < start.length; i++) {
        gradient[i] *= mask[i];
        slope += gradient[i] * gradient[i];
      }
      double h = 1e-3 / Math.sqrt(slope);

      double above = lossAt(objective, pairs, changed, start, gradient, h);
      double below = lossAt(objective, pairs, changed, start, gradient, -h);

      assertThat((above - below) / (2 * h)).isCloseTo(slope, within(0.02 * slope));
    }
  }

  private static double lossAt(
      CrossModalObjective objective,
      Pairs pairs,
      Side changed,
      float[] start,
      float[] direction,
      double length) {
    float[] moved = start.clone();
    for (int i = 0; i < moved.length; i++) {
      moved[i] += (float) (length * direction[i]);
    }
    changed.query.parameters().set(moved);
    return step(objective, pairs).loss();
  }

  private static Outcome step(CrossModalObjective objective, Pairs pairs) {
    try (Scope scope = objective.first().queryEncoder().parameters().device().scope()) {
      return objective.step(pairs.first(), pairs.second(), 0, false);
    }
  }

  private record Pairs(Batch first, Batch second) {}

  private Pairs pairs() {
    byte[] first = new byte[ROWS * 64];
    byte[] second = new byte[ROWS * 64];
    random.nextBytes(first);
    random.nextBytes(second);
    long[] items = {1, 2, 3, 4, 5, 5};
    long[] times = new long[ROWS];
    return new Pairs(new Batch(first, times, items), new Batch(second, times, items));
  }

  private void enqueue(Side side) {
    float[] keys = new float[4 * WIDTH];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = (float) (random.nextGaussian() / Math.sqrt(WIDTH));
    }
    try (Matrix rows = engine.device().of(keys, 4, WIDTH)) {
      side.queue.remember(rows, 0, new long[4], new long[] {3, 11, 12, 13});
    }
  }

  /** A tower whose optimiser only remembers the gradient. */
  private final class Side implements AutoCloseable {

    final Encoder query;
    final Encoder key;
    final ContrastiveQueue queue = new ContrastiveQueue(engine.device(), 4, WIDTH);
    float[] gradient;

    Side(long seed) {
      EncoderSpec spec =
          Architectures.declare("peer-conv", new InputSpec.Planes(8, 8, 1), WIDTH, seed);
      query = engine.create(spec);
      key = engine.create(spec);
    }

    MomentumTower tower() {
      Views plain =
          (device, values, rows, step, view) -> device.ofBytes(values, rows, 64, 1f / 64, -2);
      return new MomentumTower(
          plain, query, key, (p, gradients) -> gradient = gradients.toArray(), 1);
    }

    @Override
    public void close() {
      queue.close();
      key.close();
      query.close();
    }
  }
}
