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

  private final List<String> inputs;
  private final List<Step> steps;

  private TorchGraph(List<String> inputs, List<Step> steps) {
    this.inputs = List.copyOf(inputs);
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
    return new TorchGraph(configuration.getNetworkInputs(), steps);
  }

  /**
   * Runs all vertices.
   *
   * @param given one tensor for each of the graph's inputs, in its order
   */
  Result run(List<Tensor> given, Pass pass) {
    Map<String, Tensor> outputs = new HashMap<>();
    for (int i = 0; i < inputs.size(); i++) {
      outputs.put(inputs.get(i), given.get(i));
    }
    for (Step step : steps) {
      List<Tensor> from = step.inputs().stream().map(outputs::get).toList();
      outputs.put(step.vertex(), step.operation().apply(from, pass));
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
