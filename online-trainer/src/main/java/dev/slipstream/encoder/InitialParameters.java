package dev.slipstream.encoder;

import dev.slipstream.encoder.ParameterLayout.Kind;
import dev.slipstream.encoder.ParameterLayout.Slice;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.weights.IWeightInit;
import org.deeplearning4j.nn.weights.WeightInitRelu;
import org.deeplearning4j.nn.weights.WeightInitUniform;
import org.deeplearning4j.nn.weights.WeightInitXavier;

/**
 * Draws what a configuration declares (weight initialisation, bias, gamma, beta, seed) without
 * DL4J's random generator, which is shared by the whole process and differs between its back ends.
 */
final class InitialParameters {

  private InitialParameters() {}

  static float[] of(ComputationGraphConfiguration configuration) {
    ParameterLayout layout = ParameterLayout.of(configuration);
    float[] values = new float[layout.size()];
    for (Slice slice : layout.slices()) {
      LayerVertex vertex = (LayerVertex) configuration.getVertices().get(slice.vertex());
      long seed = vertex.getLayerConf().getSeed() * 0x9E3779B97F4A7C15L + slice.from();
      BaseLayer layer = (BaseLayer) vertex.getLayerConf().getLayer();
      SplittableRandom random = new SplittableRandom(seed);
      if (slice.kind() == Kind.BIAS && layer.getWeightInitFn() instanceof WeightInitUniform) {
        uniform(values, slice, fanIn(layout, slice.vertex()), random);
      } else {
        fill(values, slice, layer, random);
      }
    }
    return values;
  }

  /**
   * Biases beside uniform weights, from the same range: PyTorch's default, DL4J has no word for it.
   */
  private static void uniform(float[] values, Slice bias, double fanIn, SplittableRandom random) {
    for (int i = bias.from(); i < bias.from() + bias.size(); i++) {
      values[i] = (float) ((2 * random.nextDouble() - 1) / Math.sqrt(fanIn));
    }
  }

  private static double fanIn(ParameterLayout layout, String vertex) {
    Slice weight =
        layout.slices().stream()
            .filter(s -> s.vertex().equals(vertex) && s.kind() == Kind.WEIGHT)
            .findFirst()
            .orElseThrow();
    return (double) weight.size() / weight.shape().get(0);
  }

  private static void fill(float[] values, Slice slice, BaseLayer layer, SplittableRandom random) {
    int to = slice.from() + slice.size();
    switch (slice.kind()) {
      case WEIGHT -> weights(values, slice, layer.getWeightInitFn(), random);
      case BIAS -> Arrays.fill(values, slice.from(), to, (float) layer.getBiasInit());
      case SCALE ->
          Arrays.fill(values, slice.from(), to, (float) ((BatchNormalization) layer).getGamma());
      case SHIFT ->
          Arrays.fill(values, slice.from(), to, (float) ((BatchNormalization) layer).getBeta());
      case MEAN -> {} // zero
      case VARIANCE -> Arrays.fill(values, slice.from(), to, 1);
    }
  }

  private static void weights(
      float[] values, Slice slice, IWeightInit init, SplittableRandom random) {
    List<Integer> shape = slice.shape();
    int field = shape.stream().skip(2).reduce(1, Math::multiplyExact);
    double fanOut = (double) shape.get(0) * field;
    double fanIn = (double) shape.get(1) * field;
    for (int i = slice.from(); i < slice.from() + slice.size(); i++) {
      values[i] = (float) draw(init, fanIn, fanOut, random, slice.vertex());
    }
  }

  /** As DL4J defines each: {@code org.deeplearning4j.nn.weights.WeightInit}. */
  private static double draw(
      IWeightInit init, double fanIn, double fanOut, SplittableRandom random, String vertex) {
    if (init instanceof WeightInitRelu) {
      return gaussian(random) * Math.sqrt(2 / fanIn);
    } else if (init instanceof WeightInitXavier) {
      return gaussian(random) * Math.sqrt(2 / (fanIn + fanOut));
    } else if (init instanceof WeightInitUniform) {
      return (2 * random.nextDouble() - 1) / Math.sqrt(fanIn);
    }
    throw new IllegalArgumentException(
        vertex
            + ": weight initialisation must be RELU, XAVIER or UNIFORM, was "
            + init.getClass().getSimpleName());
  }

  /** Box-Muller over StrictMath: the same bits on every machine and Java version. */
  private static double gaussian(SplittableRandom random) {
    double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
    return radius * StrictMath.cos(2 * Math.PI * random.nextDouble());
  }
}
