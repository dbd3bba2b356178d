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
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.dropout.GaussianDropout;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every engine must do; one subclass for each. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class EncoderContract {

  static final EncoderSpec SMALL =
      Architectures.declare("small-conv", new Planes(28, 28, 1), 32, 7);

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
        "embedding, weighted",
        "dropout",
        "dropout of a sequence",
        "sequence convolution, even kernel",
        "positions of a map, their mean",
        "attention",
        "attention, causal",
        "attention without padding",
        "rows of unit length, scaled"
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

  @ParameterizedTest
  @ValueSource(strings = {"word-attention", "word-conv", "transformer"})
  void paddingChangesNothingAndIsNotLearned(String architecture) {
    int ids = 10;
    EncoderSpec spec = Architectures.declare(architecture, new Tokens(3, ids), 6, 7);
    try (Scope scope = engine.device().scope();
        Encoder encoder = engine.create(spec)) {
      encoder.parameters().set(EncoderFixtures.parameters(spec));
      Matrix padded = engine.device().of(new float[] {3, 4, 0, 0, 0, 0, 9, 3, 4}, 3, 3);
      float[] rows = encoder.forward(padded, Mode.TRAIN).representation().toArray();
      encoder.backward(EncoderFixtures.outputGradient(encoder, 3));

      int width = spec.representationSize();
      assertThat(Arrays.copyOfRange(rows, width, 2 * width)).containsOnly(0f);
      float[] gradient = encoder.gradients().toArray();
      for (ParameterLayout.Slice slice : spec.layout().slices()) {
        if (slice.kind() == ParameterLayout.Kind.TABLE) {
          for (int i = slice.from(); i < slice.from() + slice.size(); i += ids) {
            assertThat(gradient[i]).isZero();
            assertThat(gradient[i + 3]).isNotZero();
            assertThat(gradient[i + 5]).isZero(); // not in the batch
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"word-attention", "word-conv", "transformer"})
  void aTextIsTheSameHoweverLongTextsMayBe(String architecture) {
    EncoderSpec shorter = Architectures.declare(architecture, new Tokens(3, 10), 6, 7);
    EncoderSpec longer = Architectures.declare(architecture, new Tokens(5, 10), 6, 7);

    float[] expected = represented(shorter, 3, 4, 9, 1, 2, 0);

    EncoderFixtures.assertClose(represented(longer, 3, 4, 9, 0, 0, 1, 2, 0, 0, 0), expected, 1e-6);
  }

  @Test
  void theOrderOfWordsMattersToAConvolutionAlone() {
    EncoderSpec sum = Architectures.declare("word-attention", new Tokens(3, 10), 6, 7);
    EncoderSpec convolution = Architectures.declare("word-conv", new Tokens(3, 10), 6, 7);

    EncoderFixtures.assertClose(represented(sum, 3, 4, 9), represented(sum, 9, 3, 4), 1e-6);
    float[] inOrder = represented(convolution, 3, 4, 9);
    assertThat(EncoderFixtures.relativeError(represented(convolution, 9, 3, 4), inOrder))
        .isGreaterThan(1e-2);
  }

  @ParameterizedTest
  @EnumSource(
      value = ProjectionForm.class,
      names = {"POSITIONS", "CAUSAL"})
  void aWordsOutputIsTheSameHoweverLongTextsMayBe(ProjectionForm form) {
    EncoderSpec shorter = Architectures.declare("transformer", new Tokens(3, 10), 6, form, 0, 7);
    EncoderSpec longer = Architectures.declare("transformer", new Tokens(5, 10), 6, form, 0, 7);

    float[] expected = projected(shorter, 3, 4, 9);

    float[] padded = projected(longer, 3, 4, 9, 0, 0);
    EncoderFixtures.assertClose(Arrays.copyOf(padded, 3 * 6), expected, 1e-5);
  }

  @ParameterizedTest
  @EnumSource(
      value = ProjectionForm.class,
      names = {"POSITIONS", "CAUSAL"})
  void onlyACausalProjectionKnowsNothingOfLaterPositions(ProjectionForm form) {
    int before = 3 * 6;
    EncoderSpec texts = Architectures.declare("transformer", new Tokens(5, 10), 6, form, 0, 7);
    Planes sound = new Planes(5, 2, 1);
    EncoderSpec sounds = Architectures.declare("audio-transformer", sound, 6, form, 0, 7);
    float[][] pairs = {
      projected(texts, 3, 4, 9, 1, 2), projected(texts, 3, 4, 9, 5, 2),
      projected(sounds, 1, 2, 3, 4, 5, 6, 7, 8, 9, 8),
          projected(sounds, 1, 2, 3, 4, 5, 6, 0, 0, 9, 8)
    };

    assertThat(texts.positions()).isEqualTo(5);
    assertThat(sounds.positions()).isEqualTo(5);
    for (int i = 0; i < pairs.length; i += 2) {
      float[] one = pairs[i];
      float[] other = pairs[i + 1];
      double earlier =
          EncoderFixtures.distance(Arrays.copyOf(one, before), Arrays.copyOf(other, before));
      assertThat(earlier).matches(d -> form == ProjectionForm.CAUSAL ? d < 1e-5 : d > 1e-3);
      assertThat(EncoderFixtures.distance(one, other)).isGreaterThan(1e-2);
    }
  }

  private float[] projected(EncoderSpec spec, float... values) {
    int columns = spec.input().columns();
    try (Scope scope = engine.device().scope();
        Encoder encoder = engine.create(spec)) {
      encoder.parameters().set(EncoderFixtures.parameters(spec));
      Matrix rows = engine.device().of(values, values.length / columns, columns);
      return encoder.forward(rows, Mode.INFER).projection().toArray();
    }
  }

  private float[] represented(EncoderSpec spec, float... tokens) {
    int length = spec.input().columns();
    try (Scope scope = engine.device().scope();
        Encoder encoder = engine.create(spec)) {
      encoder.parameters().set(EncoderFixtures.parameters(spec));
      Matrix texts = engine.device().of(tokens, tokens.length / length, length);
      return encoder.forward(texts, Mode.INFER).representation().toArray();
    }
  }

  @Test
  void dropsWhatTheNoiseSaysInTrainingAlone() {
    EncoderSpec spec = Architectures.declare("word-attention", new Tokens(1, 10), 4, 0.5, 7);
    Noise noise =
        (layer, rows, columns, keep) -> {
          assertThat(List.of(layer, rows, columns, keep))
              .isEqualTo(List.of("words.dropout", 2, 4, 0.5));
          return new float[] {0, 2, 2, 0, 2, 0, 0, 0};
        };
    try (Scope scope = engine.device().scope();
        Encoder encoder = engine.create(spec)) {
      Matrix texts = engine.device().of(new float[] {3, 5}, 2, 1);
      float[] whole = encoder.forward(texts, Mode.INFER, noise).projection().toArray();

      float[] trained = encoder.forward(texts, Mode.TRAIN, noise).projection().toArray();
      float[] asKey = encoder.forward(texts, Mode.TRAIN_NO_GRADIENT, noise).projection().toArray();
      float[] without = encoder.forward(texts, Mode.TRAIN).projection().toArray();

      float[] expected = {0, 2 * whole[1], 2 * whole[2], 0, 2 * whole[4], 0, 0, 0};
      EncoderFixtures.assertClose(trained, expected, 1e-6);
      EncoderFixtures.assertClose(asKey, expected, 1e-6);
      EncoderFixtures.assertClose(without, whole, 1e-6);
    }
  }

  @Test
  void refusesDropoutThatIsNotTheDropoutLayersOwn() {
    EncoderSpec good = LayerGraphs.named("dropout");
    ComputationGraphConfiguration configuration = good.configuration().clone();
    ((LayerVertex) configuration.getVertices().get("layer"))
        .getLayerConf()
        .getLayer()
        .setIDropout(new GaussianDropout(0.5));
    EncoderSpec spec = new EncoderSpec("noisy", good.input(), 6, 5, configuration);

    assertThatThrownBy(() -> engine.create(spec))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "layer: dropout must be a DropoutLayer's plain Dropout, was Gaussian");
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
