package dev.slipstream.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipstream.encoder.InputSpec.Planes;
import dev.slipstream.encoder.InputSpec.Tokens;
import dev.slipstream.encoder.ParameterLayout.Kind;
import dev.slipstream.encoder.ParameterLayout.Slice;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.assertj.core.data.Offset;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ArchitecturesTest {

  private static final Planes GREY = new Planes(28, 28, 1);
  private static final Tokens TEXT = new Tokens(20, 500);
  private static final String OF_TEXT = "word-attention";
  private static final List<String> OF_IMAGES = List.of("small-conv", "peer-conv", "resnet");

  static List<String> names() {
    return Architectures.names();
  }

  private static EncoderSpec declare(String name, int projectionSize, long seed) {
    InputSpec input = EncoderFixtures.inputsOf(name).get(0);
    return Architectures.declare(name, input, projectionSize, seed);
  }

  @ParameterizedTest
  @CsvSource({"8,8,1", "28,28,1", "32,32,3", "30,100,3", "96,96,3", "224,224,3"})
  void everyArchitectureOfImagesTakesEveryShape(int height, int width, int channels) {
    for (String name : OF_IMAGES) {
      EncoderSpec spec = Architectures.declare(name, new Planes(height, width, channels), 64, 1);

      var types =
          spec.configuration()
              .getLayerActivationTypes(InputType.convolutional(height, width, channels));
      assertThat(types.get(EncoderSpec.REPRESENTATION))
          .as("%s at %s", name, spec.input())
          .isEqualTo(InputType.feedForward(spec.representationSize()));
      assertThat(types.get(EncoderSpec.PROJECTION)).isEqualTo(InputType.feedForward(64));
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void initialParametersFollowTheSeed(String name) {
    float[] parameters = declare(name, 32, 1).initialParameters();

    assertThat(declare(name, 32, 1).initialParameters()).isEqualTo(parameters);
  }

  @ParameterizedTest
  @MethodSource("names")
  void neighbouringSeedsShareNoParametersInAnyOrder(String name) {
    Set<Float> first = drawn(declare(name, 32, 1).initialParameters());
    Set<Float> second = drawn(declare(name, 32, 2).initialParameters());
    int all = second.size();

    second.retainAll(first);

    assertThat(second.size()).isLessThanOrEqualTo(all / 20); // floats are few, some coincide
  }

  private static Set<Float> drawn(float[] parameters) {
    Set<Float> values = new HashSet<>();
    for (float value : parameters) {
      values.add(value);
    }
    return values;
  }

  @ParameterizedTest
  @MethodSource("names")
  void aReloadFromJsonLosesNothing(String name) {
    EncoderSpec spec = declare(name, 32, 1);
    ParameterLayout layout = spec.layout();
    String json = spec.configuration().toJson();

    ComputationGraphConfiguration reloaded = ComputationGraphConfiguration.fromJson(json);

    assertThat(reloaded.toJson()).isEqualTo(json);
    assertThat(ParameterLayout.of(reloaded)).isEqualTo(layout);
    assertThat(InitialParameters.of(reloaded)).isEqualTo(spec.initialParameters());
  }

  @ParameterizedTest
  @MethodSource("names")
  void weightsStartWithTheVarianceThatKeepsReluActivations(String name) {
    EncoderSpec spec = declare(name, 128, 1);
    float[] parameters = spec.initialParameters();

    for (Slice slice : spec.layout().slices()) {
      boolean drawn = !slice.vertex().equals("neighbours"); // that one starts at zero
      if (slice.kind() == Kind.WEIGHT && slice.size() > 4000 && drawn) {
        double fanIn = (double) slice.size() / slice.shape().get(0);
        double sum = Math.pow(EncoderFixtures.norm(EncoderFixtures.slice(parameters, slice)), 2);
        assertThat(sum / slice.size()).as(slice.vertex()).isBetween(1.8 / fanIn, 2.2 / fanIn);
      }
    }
  }

  @Test
  void onlyRunningStatisticsAreNotTrained() {
    ParameterLayout layout = Architectures.declare("small-conv", GREY, 32, 1).layout();
    float[] mask = layout.trainableMask();

    assertThat(mask).hasSize(layout.size());
    for (Slice slice : layout.slices()) {
      boolean statistic = slice.kind() == Kind.MEAN || slice.kind() == Kind.VARIANCE;
      assertThat(EncoderFixtures.slice(mask, slice)).containsOnly(statistic ? 0f : 1f);
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void dropoutHasNoParametersAndIsNotDeclaredUnlessItDrops(String name) {
    InputSpec input = EncoderFixtures.inputsOf(name).get(0);
    EncoderSpec without = Architectures.declare(name, input, 32, 0, 1);

    EncoderSpec dropping = Architectures.declare(name, input, 32, 0.1, 1);

    assertThat(DropoutLayers.kept(without.configuration())).isEmpty();
    assertThat(DropoutLayers.kept(dropping.configuration()).values()).containsExactly(0.9);
    assertThat(dropping.initialParameters()).isEqualTo(without.initialParameters());
    String json = dropping.configuration().toJson();
    assertThat(ComputationGraphConfiguration.fromJson(json).toJson()).isEqualTo(json);
  }

  @Test
  void refusesAnUnknownArchitecture() {
    assertThatThrownBy(() -> Architectures.declare("alexnet", GREY, 32, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "encoder.architecture: must be one of " + Architectures.names() + ", was alexnet");
  }

  @Test
  void refusesAnInputTheArchitectureDoesNotTake() {
    assertThatThrownBy(() -> Architectures.declare("small-conv", TEXT, 32, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("encoder.architecture: must take 20 tokens of 500, small-conv does not");
    assertThatThrownBy(() -> Architectures.declare(OF_TEXT, GREY, 32, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("encoder.architecture: must take 28x28x1, word-attention does not");
  }

  @Test
  void wordsStartWithShortVectorsPaddingWithZeros() {
    EncoderSpec spec = declare(OF_TEXT, 64, 1);
    float[] parameters = spec.initialParameters();

    Slice words = spec.layout().of("words").get(0);
    float[] table = EncoderFixtures.slice(parameters, words);
    assertThat(words.shape()).containsExactly(64, 1000);
    assertThat(Math.pow(EncoderFixtures.norm(table), 2) / 999)
        .isCloseTo(3 * 0.13 * 0.13, Offset.offset(2e-3));
    for (int row = 0; row < 64; row++) {
      assertThat(table[row * 1000]).isZero();
    }
    Slice weights = spec.layout().of("weights").get(0);
    assertThat(EncoderFixtures.slice(parameters, weights)).hasSize(1000).containsOnly(0f);
  }

  @Test
  void refusesPositionsWhereThereAreNone() {
    assertThatThrownBy(
            () -> Architectures.declare("peer-conv", GREY, 32, ProjectionForm.POSITIONS, 0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "encoder.architecture: must give an output for each position (POSITIONS),"
                + " peer-conv gives none for 28x28x1");
  }

  @ParameterizedTest
  @CsvSource({
    "transformer,28,28,1,49",
    "transformer,96,64,3,64",
    "audio-transformer,100,40,1,50",
    "small-conv,28,28,1,49",
    "audio-conv,100,40,1,13"
  })
  void eachPositionHasAnOutput(String name, int height, int width, int channels, int t) {
    Planes input = new Planes(height, width, channels);

    EncoderSpec positions = Architectures.declare(name, input, 5, ProjectionForm.POSITIONS, 0, 1);
    EncoderSpec pooled = Architectures.declare(name, input, 5, 1);

    assertThat(positions.positions()).isEqualTo(t);
    assertThat(positions.projectionSize()).isEqualTo(5 * t);
    assertThat(pooled.positions()).isEqualTo(1);
    assertThat(pooled.projectionSize()).isEqualTo(5);
    assertThat(positions.representationSize()).isEqualTo(pooled.representationSize());
  }

  @Test
  void refusesAnUnknownEngine() {
    assertThatThrownBy(() -> Engines.open("tensorflow", 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("encoder.engine: must be auto, torch or nd4j, was tensorflow");
  }

  @Test
  void autoTakesLibtorchWhereItLoads() {
    assertThat(Engines.open("auto", 1).name()).isEqualTo("torch");
  }
}
