package dev.slipstream.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipstream.encoder.Encoder.Mode;
import dev.slipstream.encoder.EncoderFixtures.Pass;
import dev.slipstream.ingest.image.ImageShape;
import dev.slipstream.matrix.Scope;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Both engines, given the same graph and parameters, agree. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EngineParityTest {

  private static final int ROWS = 3;

  /** Inputs tried: a relu whose input rounds to either side of zero is a jump, not an error. */
  private static final int INPUTS = 4;

  private Engine torch;
  private Engine nd4j;

  @BeforeAll
  void open() {
    torch = Engines.open("torch", 1);
    nd4j = Engines.open("nd4j", 1);
  }

  static Stream<EncoderSpec> graphs() {
    return Stream.concat(LayerGraphs.all(), encoders());
  }

  static Stream<EncoderSpec> encoders() {
    List<ImageShape> small = List.of(new ImageShape(28, 28, 1), new ImageShape(32, 32, 3));
    Stream<EncoderSpec> all =
        ImageEncoders.names().stream()
            .flatMap(name -> small.stream().map(s -> ImageEncoders.declare(name, s, 128, 7)));
    Stream<EncoderSpec> larger =
        Stream.of("small-conv", "resnet")
            .map(name -> ImageEncoders.declare(name, new ImageShape(64, 64, 3), 64, 7));
    return Stream.concat(all, larger);
  }

  @ParameterizedTest
  @MethodSource("graphs")
  void outputsAndGradientsAgreeInTraining(EncoderSpec spec) {
    double error = Double.MAX_VALUE;
    for (int seed = 1; seed <= INPUTS && error > 1e-3; seed++) {
      float[] parameters = EncoderFixtures.parameters(spec);
      Pass expected = EncoderFixtures.pass(nd4j, spec, parameters, ROWS, Mode.TRAIN, seed);
      Pass actual = EncoderFixtures.pass(torch, spec, parameters, ROWS, Mode.TRAIN, seed);
      assertOutputsAgree(actual, expected);
      error = worstError(spec, actual.gradient(), expected.gradient());
    }

    assertThat(error).as("relative error of the gradient").isLessThan(1e-3);
  }

  @ParameterizedTest
  @MethodSource("graphs")
  void outputsAgreeInInference(EncoderSpec spec) {
    Pass expected = EncoderFixtures.pass(nd4j, spec, ROWS, Mode.INFER);

    Pass actual = EncoderFixtures.pass(torch, spec, ROWS, Mode.INFER);

    assertOutputsAgree(actual, expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"torch to nd4j", "nd4j to torch"})
  void parametersLearnedOnOneEngineGiveTheSameOutputsOnTheOther(String direction) {
    Engine teacher = direction.startsWith("torch") ? torch : nd4j;
    Engine other = direction.startsWith("torch") ? nd4j : torch;
    EncoderSpec spec = ImageEncoders.declare("small-conv", new ImageShape(28, 28, 1), 32, 7);
    float[] learned;
    try (Scope scope = teacher.device().scope();
        Encoder encoder = teacher.create(spec)) {
      for (int step = 0; step < 5; step++) {
        EncoderFixtures.step(encoder, 8, step);
      }
      learned = encoder.parameters().toArray();
    }
    assertThat(EncoderFixtures.relativeError(learned, spec.initialParameters()))
        .isGreaterThan(1e-3);

    for (Mode mode : Mode.values()) {
      Pass expected = EncoderFixtures.pass(teacher, spec, learned, 8, mode, 9);
      Pass actual = EncoderFixtures.pass(other, spec, learned, 8, mode, 9);
      assertOutputsAgree(actual, expected);
    }
  }

  /** Of the whole vector, or of a single parameter if that is worse. */
  private static double worstError(EncoderSpec spec, float[] actual, float[] expected) {
    // A bias before batch norm has a gradient of zero, and rounding noise instead.
    double noise = 1e-2 * EncoderFixtures.norm(expected);
    double worst = EncoderFixtures.relativeError(actual, expected);
    for (ParameterLayout.Slice slice : spec.layout().slices()) {
      float[] part = EncoderFixtures.slice(expected, slice);
      double error = EncoderFixtures.distance(EncoderFixtures.slice(actual, slice), part);
      worst = Math.max(worst, error / (EncoderFixtures.norm(part) + noise));
    }
    return worst;
  }

  private static void assertOutputsAgree(Pass actual, Pass expected) {
    EncoderFixtures.assertClose(actual.representation(), expected.representation(), 1e-4);
    EncoderFixtures.assertClose(actual.projection(), expected.projection(), 1e-4);
  }
}
