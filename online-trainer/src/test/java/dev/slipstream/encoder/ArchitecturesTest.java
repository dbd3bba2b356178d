package dev.slipstream.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipstream.encoder.InputSpec.Planes;
import dev.slipstream.encoder.ParameterLayout.Kind;
import dev.slipstream.encoder.ParameterLayout.Slice;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ArchitecturesTest {

  private static final Planes GREY = new Planes(28, 28, 1);

  static List<String> names() {
    return Architectures.names();
  }

  @ParameterizedTest
  @CsvSource({"8,8,1", "28,28,1", "32,32,3", "30,100,3", "96,96,3", "224,224,3"})
  void everyArchitectureTakesEveryShape(int height, int width, int channels) {
    for (String name : Architectures.names()) {
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
    float[] parameters = Architectures.declare(name, GREY, 32, 1).initialParameters();

    assertThat(Architectures.declare(name, GREY, 32, 1).initialParameters()).isEqualTo(parameters);
  }

  @ParameterizedTest
  @MethodSource("names")
  void neighbouringSeedsShareNoParametersInAnyOrder(String name) {
    Set<Float> first = drawn(Architectures.declare(name, GREY, 32, 1).initialParameters());
    Set<Float> second = drawn(Architectures.declare(name, GREY, 32, 2).initialParameters());
    int all = second.size();

    second.retainAll(first);

    assertThat(second.size()).isLessThan(all / 20); // floats are few, some coincide
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
    EncoderSpec spec = Architectures.declare(name, GREY, 32, 1);
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
    EncoderSpec spec = Architectures.declare(name, GREY, 128, 1);
    float[] parameters = spec.initialParameters();

    for (Slice slice : spec.layout().slices()) {
      if (slice.kind() == Kind.WEIGHT && slice.size() > 4000) {
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

  @Test
  void refusesAnUnknownArchitecture() {
    assertThatThrownBy(() -> Architectures.declare("alexnet", GREY, 32, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "encoder.architecture: must be one of [small-conv, peer-conv, resnet], was alexnet");
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
