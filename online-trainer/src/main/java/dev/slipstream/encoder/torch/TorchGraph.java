package dev.slipstream.encoder.torch;

import dev.slipstream.encoder.EncoderSpec;
import dev.slipstream.encoder.ParameterLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;

/** The operations of a declared graph, each after those it depends on. */
final class TorchGraph {

  private record Step(String vertex, List<String> inputs, Operation operation) {}

  /** Outputs of one pass, of the pass's scope. */
  record Result(Tensor representation, Tensor projection) {}

  private final String input;
  private final List<Step> steps;

  private TorchGraph(String input, List<Step> steps) {
    this.input = input;
    this.steps = List.copyOf(steps);
  }

  /**
   * Compiles a graph; everything native that it keeps belongs to {@code parameters}.
   *
   * @throws IllegalArgumentException naming a vertex that libtorch cannot run as declared
   */
  static TorchGraph compile(ComputationGraphConfiguration configuration, Parameters parameters) {
    VertexCompiler compiler = new VertexCompiler(configuration, parameters);
    List<Step> steps = new ArrayList<>();
    for (String vertex : ParameterLayout.of(configuration).vertices()) {
      if (configuration.getVertices().containsKey(vertex)) {
        List<String> inputs = configuration.getVertexInputs().get(vertex);
        steps.add(new Step(vertex, inputs, compiler.compile(vertex)));
      }
    }
    return new TorchGraph(configuration.getNetworkInputs().get(0), steps);
  }

  Result run(Tensor images, Pass pass) {
    Map<String, Tensor> outputs = new HashMap<>();
    outputs.put(input, images);
    for (Step step : steps) {
      List<Tensor> inputs = step.inputs().stream().map(outputs::get).toList();
      outputs.put(step.vertex(), step.operation().apply(inputs, pass));
    }
    return new Result(outputs.get(EncoderSpec.REPRESENTATION), outputs.get(EncoderSpec.PROJECTION));
  }

  void afterBackward() {
    steps.forEach(step -> step.operation().afterBackward());
  }

  void forget() {
    steps.forEach(step -> step.operation().forget());
  }
}
