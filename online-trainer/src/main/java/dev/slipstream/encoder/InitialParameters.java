package dev.slipstream.encoder;

import dev.slipstream.encoder.ParameterLayout.Slice;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.weights.IWeightInit;
import org.deeplearning4j.nn.weights.WeightInitConstant;
import org.deeplearning4j.nn.weights.WeightInitRelu;
import org.deeplearning4j.nn.weights.WeightInitVarScalingUniformFanOut;

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
      BaseLayer layer = (BaseLayer) vertex.getLayerConf().getLayer();
      fill(values, slice, layer, random(vertex.getLayerConf().getSeed(), slice.from()));
    }
    return values;
  }

  /** Mixed, not added up: neighbouring seeds must not draw one sequence, shifted. */
  private static SplittableRandom random(long seed, int slice) {
    return new SplittableRandom(new SplittableRandom(seed).nextLong() + slice);
  }

  private static void fill(float[] values, Slice slice, BaseLayer layer, SplittableRandom random) {
    int to = slice.from() + slice.size();
    switch (slice.kind()) {
      case WEIGHT -> weights(values, slice, (FeedForwardLayer) layer, random);
      case TABLE -> table(values, slice, layer.getWeightInitFn(), random);
      case BIAS -> Arrays.fill(values, slice.from(), to, (float) layer.getBiasInit());
      case SCALE ->
          Arrays.fill(values, slice.from(), to, (float) ((BatchNormalization) layer).getGamma());
      case SHIFT ->
          Arrays.fill(values, slice.from(), to, (float) ((BatchNormalization) layer).getBeta());
      case MEAN -> {} // zero
      case VARIANCE -> Arrays.fill(values, slice.from(), to, 1);
    }
  }

  /** Zeros, or normal of variance 2 / fan-in: DL4J's RELU. */
  private static void weights(
      float[] values, Slice slice, FeedForwardLayer layer, SplittableRandom random) {
    IWeightInit init = layer.getWeightInitFn();
    if (init.equals(new WeightInitConstant(0))) {
      return;
    }
    if (!(init instanceof WeightInitRelu)) {
      throw unknown(slice, "ZERO or RELU", init);
    }
    double fanIn = slice.size() / (double) layer.getNOut();
    double deviation = Math.sqrt(2 / fanIn);
    for (int i = slice.from(); i < slice.from() + slice.size(); i++) {
      values[i] = (float) (gaussian(random) * deviation);
    }
  }

  /** Zeros, ones, or uniform in an interval that shrinks with the width; zero for the padding. */
  private static void table(
      float[] values, Slice slice, IWeightInit init, SplittableRandom random) {
    DoubleSupplier next;
    if (init.equals(new WeightInitConstant(0))) {
      return;
    } else if (init.equals(new WeightInitConstant(1))) {
      next = () -> 1;
    } else if (init instanceof WeightInitVarScalingUniformFanOut uniform) {
      double scale = uniform.getScale() == null ? 1 : uniform.getScale();
      double bound = scale * 3 / Math.sqrt(slice.shape().get(0));
      next = () -> bound * (2 * random.nextDouble() - 1);
    } else {
      throw unknown(slice, "ZERO, ONES or VAR_SCALING_UNIFORM_FAN_OUT", init);
    }
    int ids = slice.shape().get(1);
    for (int i = 0; i < slice.size(); i++) {
      double value = next.getAsDouble();
      values[slice.from() + i] = i % ids == 0 ? 0 : (float) value;
    }
  }

  private static IllegalArgumentException unknown(Slice slice, String known, IWeightInit init) {
    return new IllegalArgumentException(
        "%s: weight initialisation must be %s, was %s"
            .formatted(slice.vertex(), known, init.getClass().getSimpleName()));
  }

  /** Box-Muller over StrictMath: the same bits on every machine and Java version. */
  private static double gaussian(SplittableRandom random) {
    double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
    return radius * StrictMath.cos(2 * Math.PI * random.nextDouble());
  }
}
