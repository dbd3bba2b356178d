package dev.slipstream.encoder.nd4j;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/** DL4J's graph, which forgets the gradient of its input only when it is told to. */
final class InputGradientGraph extends ComputationGraph {

  private static final long serialVersionUID = 1;

  InputGradientGraph(ComputationGraphConfiguration configuration) {
    super(configuration);
  }

  /** Goes back from the outputs; {@link #clear} is to follow. */
  void backward(INDArray... outputGradients) {
    calcBackpropGradients(false, false, outputGradients);
  }

  /** d loss / d the first input, until {@link #clear}; null if that has no gradient. */
  INDArray inputGradient() {
    return getVertex(getConfiguration().getNetworkInputs().get(0)).getEpsilon();
  }
}
