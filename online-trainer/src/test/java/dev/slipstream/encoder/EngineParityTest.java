package dev.slipstream.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipstream.encoder.Encoder.Mode;
import dev.slipstream.encoder.EncoderFixtures.Pass;
import dev.slipstream.ingest.image.ImageShape;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Both engines, given the same graph and parameters, agree. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EngineParityTest {

  private static final int ROWS = 5;

  private Engine torch;
  private Engine nd4j;

  @BeforeAll
  void open() {
    torch = Engines.open("torch", 1);
    nd4j = Engines.open("nd4j", 1);
  }

  @AfterAll
  void close() {
    torch = null;
    nd4j = null;
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
  void outputsAgreeInTraining(EncoderSpec spec) {
    assertOutputsAgree(spec, Mode.TRAIN);
  }

  @ParameterizedTest
  @MethodSource("graphs")
  void outputsAgreeInInference(EncoderSpec spec) {
    assertOutputsAgree(spec, Mode.INFER);
  }

  @ParameterizedTest
  @MethodSource("graphs")
  void gradientsAgree(EncoderSpec spec) {
    Pass expected = EncoderFixtures.pass(nd4j, spec, ROWS, Mode.TRAIN);

    Pass actual = EncoderFixtures.pass(torch, spec, ROWS, Mode.TRAIN);

    assertThat(EncoderFixtures.relativeError(actual.gradient(), expected.gradient()))
        .as("whole flat gradient of %s", spec.name())
        .isLessThan(1e-3);
    // A bias before batch norm has a gradient of zero, and rounding noise instead.
    double noise = 1e-5 * EncoderFixtures.norm(expected.gradient());
    for (ParameterLayout.Slice slice : spec.layout().slices()) {
      float[] part = EncoderFixtures.slice(expected.gradient(), slice);
      assertThat(EncoderFixtures.distance(EncoderFixtures.slice(actual.gradient(), slice), part))
          .as("gradient of %s %s", slice.vertex(), slice.kind())
          .isLessThan(1e-3 * EncoderFixtures.norm(part) + noise);
    }
  }

  private void assertOutputsAgree(EncoderSpec spec, Mode mode) {
    Pass expected = EncoderFixtures.pass(nd4j, spec, ROWS, mode);

    Pass actual = EncoderFixtures.pass(torch, spec, ROWS, mode);

    EncoderFixtures.assertClose(actual.representation(), expected.representation(), 1e-4);
    EncoderFixtures.assertClose(actual.projection(), expected.projection(), 1e-4);
  }
}
