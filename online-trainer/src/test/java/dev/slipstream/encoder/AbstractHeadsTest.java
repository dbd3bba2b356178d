package dev.slipstream.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.slipstream.encoder.Encoder.Mode;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.matrix.Scope;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What heads must do on every engine. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class AbstractHeadsTest {

  private static final int ROWS = 5;
  private static final int COLUMNS = 4;

  private Engine engine;

  abstract String engineName();

  @BeforeAll
  void open() {
    engine = Engines.open(engineName(), 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"linear", "mlp"})
  void theGradientOfTheInputMatchesDifferences(String kind) {
    EncoderSpec spec =
        kind.equals("linear") ? Heads.linear(COLUMNS, 3, 1) : Heads.mlp(COLUMNS, 6, 3, 1);
    float[] values = EncoderFixtures.gaussian(ROWS * COLUMNS, 3);
    float[] direction = EncoderFixtures.gaussian(ROWS * COLUMNS, 4);
    try (Scope scope = engine.device().scope();
        Encoder head = engine.create(spec)) {
      head.parameters().set(EncoderFixtures.parameters(spec));
      double above = value(head, moved(values, direction, 1e-3f));
      double below = value(head, moved(values, direction, -1e-3f));
      value(head, values);
      float[] gradient = head.backwardToInput(EncoderFixtures.outputGradient(head, ROWS)).toArray();
      double slope = 0;
      for (int i = 0; i < gradient.length; i++) {
        slope += gradient[i] * direction[i];
      }

      assertThat((above - below) / 2e-3).isCloseTo(slope, within(0.01 * Math.abs(slope)));
    }
  }

  @Test
  void parametersGetTheSameGradientEitherWay() {
    EncoderSpec spec = Heads.mlp(COLUMNS, 6, 3, 1);
    float[] values = EncoderFixtures.gaussian(ROWS * COLUMNS, 3);
    try (Scope scope = engine.device().scope();
        Encoder head = engine.create(spec)) {
      value(head, values);
      head.backward(EncoderFixtures.outputGradient(head, ROWS));
      float[] expected = head.gradients().toArray();
      value(head, values);
      head.backwardToInput(EncoderFixtures.outputGradient(head, ROWS));

      assertThat(head.gradients().toArray()).containsExactly(expected);
    }
  }

  @Test
  void imagesHaveNoGradient() {
    EncoderSpec spec = Architectures.declare("peer-conv", new InputSpec.Planes(8, 8, 1), 4, 1);
    try (Scope scope = engine.device().scope();
        Encoder encoder = engine.create(spec)) {
      encoder.forward(engine.device().zeros(2, 64), Mode.TRAIN);

      assertThatThrownBy(() -> encoder.backwardToInput(engine.device().zeros(2, 4)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("input: must be columns to have a gradient, was 8x8x1");
    }
  }

  /** A weighted sum of the outputs. */
  private static double value(Encoder head, float[] values) {
    Matrix input = EncoderFixtures.matrix(head, values, ROWS, COLUMNS);
    Matrix output = head.forward(input, Mode.TRAIN).projection();
    return output.multiply(EncoderFixtures.outputGradient(head, ROWS)).sum();
  }

  private static float[] moved(float[] values, float[] direction, float length) {
    float[] moved = values.clone();
    for (int i = 0; i < moved.length; i++) {
      moved[i] += length * direction[i];
    }
    return moved;
  }
}
