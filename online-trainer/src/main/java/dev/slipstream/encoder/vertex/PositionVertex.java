package dev.slipstream.encoder.vertex;

import java.util.List;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A vertex without parameters over the positions of samples: the patches of an image, the words of
 * a text. Positions lie below each other as rows {@code [N * T, C]}, those of one sample together.
 * An optional second input holds the tokens {@code [N, 1, T]} that the positions are of; id 0 is
 * padding. Immutable; the gradient is with respect to the first input.
 */
public abstract class PositionVertex extends GraphVertex {

  private static final long serialVersionUID = 1;

  /** The output, a new array. */
  abstract INDArray forward(INDArray[] inputs);

  /** d loss / d first input, a new array. */
  abstract INDArray backward(INDArray[] inputs, INDArray gradient);

  /** What tells two vertices of one class apart. */
  abstract List<? extends Number> settings();

  @Override
  public final long numParams(boolean backprop) {
    return 0;
  }

  @Override
  public final int minVertexInputs() {
    return 1;
  }

  @Override
  public int maxVertexInputs() {
    return 2;
  }

  @Override
  public final org.deeplearning4j.nn.graph.vertex.GraphVertex instantiate(
      ComputationGraph graph,
      String name,
      int index,
      INDArray parameters,
      boolean initialize,
      DataType type) {
    return new RunningVertex(graph, name, index, type, this);
  }

  @Override
  public final MemoryReport getMemoryReport(InputType... inputs) {
    return new LayerMemoryReport.Builder(null, getClass(), inputs[0], getOutputType(-1, inputs))
        .standardMemory(0, 0)
        .workingMemory(0, 0, 0, 0)
        .cacheMemory(0, 0)
        .build();
  }

  /** Itself: nothing in it changes. */
  @Override
  @SuppressWarnings("MethodDoesntCallSuperMethod")
  public final PositionVertex clone() {
    return this;
  }

  @Override
  public final boolean equals(Object other) {
    return other instanceof PositionVertex vertex
        && vertex.getClass() == getClass()
        && vertex.settings().equals(settings());
  }

  @Override
  public final int hashCode() {
    return settings().hashCode();
  }

  @Override
  public final String toString() {
    return getClass().getSimpleName() + settings();
  }
}
