package dev.slipstream.encoder.vertex;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.BaseGraphVertex;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A {@link PositionVertex} as a part of DL4J's running graph. */
@SuppressWarnings("overrides") // DL4J's setInputs, which is generated, is not declared as its own
final class RunningVertex extends BaseGraphVertex {

  private static final long serialVersionUID = 1;

  private final PositionVertex declared;

  RunningVertex(
      ComputationGraph graph, String name, int index, DataType type, PositionVertex declared) {
    super(graph, name, index, null, null, type);
    this.declared = declared;
  }

  @Override
  public INDArray doForward(boolean training, LayerWorkspaceMgr workspaces) {
    return workspaces.leverageTo(ArrayType.ACTIVATIONS, declared.forward(inputs));
  }

  /** Tokens, if any, are the last input and have no gradient. */
  @Override
  public Pair<Gradient, INDArray[]> doBackward(boolean tbptt, LayerWorkspaceMgr workspaces) {
    INDArray[] gradients = new INDArray[inputs.length];
    gradients[0] =
        workspaces.leverageTo(ArrayType.ACTIVATION_GRAD, declared.backward(inputs, epsilon));
    return new Pair<>(null, gradients);
  }

  @Override
  public boolean hasLayer() {
    return false;
  }

  @Override
  public Layer getLayer() {
    return null;
  }

  @Override
  public void setBackpropGradientsViewArray(INDArray gradients) {
    if (gradients != null) {
      throw new IllegalArgumentException(vertexName + ": must have no gradients, was given some");
    }
  }

  @Override
  public Pair<INDArray, MaskState> feedForwardMaskArrays(
      INDArray[] masks, MaskState state, int rows) {
    return null;
  }

  @Override
  public String toString() {
    return vertexName + ": " + declared;
  }
}
