package dev.slipstream.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipstream.encoder.Encoder.Mode;
import dev.slipstream.encoder.EncoderFixtures.Pass;
import dev.slipstream.encoder.InputSpec.Planes;
import dev.slipstream.encoder.InputSpec.Tokens;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.matrix.Scope;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every engine must do; one subclass for each. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class EncoderContract {

  static final EncoderSpec SMALL =
      Architectures.declare("small-conv", new Planes(28, 28, 1), 32, 7);

  static final EncoderSpec TEXT = Architectures.declare("word-attention", new Tokens(3, 10), 6, 7);

  Engine engine;

  abstract String engineName();

  @BeforeAll
  void open() {
    engine = Engines.open(engineName(), 1);
  }

  @Test
  void startsWithTheSpecificationsInitialParameters() {
    try (Encoder encoder = engine.create(SMALL)) {
      assertThat(encoder.parameters().toArray()).isEqualTo(SMALL.initialParameters());
    }
  }

  @Test
  void trainingWithoutGradientGivesTheSameOutputs() {
    Pass train = EncoderFixtures.pass(engine, SMALL, 4, Mode.TRAIN);

    Pass without = EncoderFixtures.pass(engine, SMALL, 4, Mode.TRAIN_NO_GRADIENT);

    EncoderFixtures.assertClose(without.representation(), train.representation(), 1e-6);
    EncoderFixtures.assertClose(without.projection(), train.projection(), 1e-6);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TRAIN", "TRAIN_NO_GRADIENT", "INFER"})
  void passesChangeNoParameter(Mode mode) {
    try (Scope scope = engine.device().scope();
        Encoder encoder = engine.create(SMALL)) {
      EncoderFixtures.pass(encoder, 4, mode, 1);

      assertThat(encoder.parameters().toArray()).isEqualTo(SMALL.initialParameters());
    }
  }

  @Test
  void writingToTheParametersChangesTheEncoder() {
    try (Scope scope = engine.device().scope();
        Encoder encoder = engine.create(SMALL)) {
      encoder.parameters().fillInPlace(0);

      assertThat(EncoderFixtures.pass(encoder, 2, Mode.TRAIN, 1).projection()).containsOnly(0f);
    }
  }

  @Test
  void aBackwardPassOverwritesTheGradientOfTheLast() {
    try (Scope scope = engine.device().scope();
        Encoder encoder = engine.create(SMALL)) {
      float[] first = EncoderFixtures.pass(encoder, 4, Mode.TRAIN, 1).gradient();
      EncoderFixtures.pass(encoder, 4, Mode.TRAIN, 2);

      float[] again = EncoderFixtures.pass(encoder, 4, Mode.TRAIN, 1).gradient();

      assertThat(EncoderFixtures.relativeError(again, first)).isLessThan(1e-6);
    }
  }

  /** Smooth layers only: a difference across a kink is not a derivative. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "convolution same, even kernel",
        "batch norm",
        "batch norm after dense",
        "average pool, padded",
        "activation gelu(precise=false)",
        "activation softplus",
        "dense with sigmoid",
        "embedding, weighted"
      })
  void gradientsMatchFiniteDifferences(String graph) {
    EncoderSpec spec = LayerGraphs.named(graph);
    float[] start = EncoderFixtures.parameters(spec);
    float[] gradient = EncoderFixtures.pass(engine, spec, start, 3, Mode.TRAIN, 1).gradient();
    float[] mask = spec.layout().trainableMask();
    float[] direction = EncoderFixtures.gaussian(start.length, 5);
    double expected =
        IntStream.range(0, start.length)
            .mapToDouble(i -> mask[i] * direction[i] * gradient[i])
            .sum();

    float step = 1e-3f;
    double difference =
        (loss(spec, start, mask, direction, step) - loss(spec, start, mask, direction, -step))
            / (2 * step);

    // Float32 sums of some dozen terms over a step of 1e-3 leave about three digits.
    double scale = EncoderFixtures.norm(gradient);
    assertThat(difference).isCloseTo(expected, Offset.offset(5e-3 * scale));
  }

  @Test
  void paddingChangesNothingAndIsNotLearned() {
    float[] start = EncoderFixtures.parameters(TEXT);
    try (Scope scope = engine.device().scope();
        Encoder encoder = engine.create(TEXT)) {
      encoder.parameters().set(start);
      Matrix padded = engine.device().of(new float[] {3, 4, 0, 0, 0, 0, 9, 3, 4}, 3, 3);
      float[] rows = encoder.forward(padded, Mode.TRAIN).representation().toArray();
      encoder.backward(EncoderFixtures.outputGradient(encoder, 3));

      int width = TEXT.representationSize();
      assertThat(Arrays.copyOfRange(rows, width, 2 * width)).containsOnly(0f);
      float[] gradient = encoder.gradients().toArray();
      int ids = 10;
      for (ParameterLayout.Slice slice : TEXT.layout().slices()) {
        for (int i = slice.from(); i < slice.from() + slice.size(); i += ids) {
          assertThat(gradient[i]).isZero();
          assertThat(gradient[i + 3]).isNotZero();
          assertThat(gradient[i + 5]).isZero(); // not in the batch
        }
      }
    }
  }

  @Test
  void refusesInputsOfAnotherSize() {
    try (Scope scope = engine.device().scope();
        Encoder encoder = engine.create(SMALL)) {
      Matrix wrong = engine.device().zeros(2, 10);

      assertThatThrownBy(() -> encoder.forward(wrong, Mode.INFER))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("input: must have 784 columns for 28x28x1, was 10");
    }
  }

  @Test
  void refusesToGoBackWithoutATrainingPass() {
    try (Scope scope = engine.device().scope();
        Encoder encoder = engine.create(SMALL)) {
      encoder.forward(EncoderFixtures.inputs(encoder, 2, 1), Mode.INFER);
      Matrix gradient = EncoderFixtures.outputGradient(encoder, 2);

      assertThatThrownBy(() -> encoder.backward(gradient))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("backward: must follow a forward pass in mode TRAIN");
    }
  }

  @Test
  void refusesAGradientOfAnotherShape() {
    try (Scope scope = engine.device().scope();
        Encoder encoder = engine.create(SMALL)) {
      encoder.forward(EncoderFixtures.inputs(encoder, 2, 1), Mode.TRAIN);
      Matrix gradient = EncoderFixtures.outputGradient(encoder, 3);

      assertThatThrownBy(() -> encoder.backward(gradient))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("projectionGradient: must be [2, 32], was [3, 32]");
    }
  }

  /** The linear loss whose gradient {@link EncoderFixtures#pass} propagates. */
  private double loss(
      EncoderSpec spec, float[] start, float[] mask, float[] direction, float step) {
    float[] moved = start.clone();
    for (int i = 0; i < moved.length; i++) {
      moved[i] += step * mask[i] * direction[i];
    }
    float[] projection = EncoderFixtures.pass(engine, spec, moved, 3, Mode.TRAIN, 1).projection();
    float[] weights = EncoderFixtures.gaussian(projection.length, 2);
    return IntStream.range(0, projection.length)
        .mapToDouble(i -> (double) weights[i] * projection[i])
        .sum();
  }
}
