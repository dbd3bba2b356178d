package dev.slipstream.encoder.torch;

import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationELU;
import org.nd4j.linalg.activations.impl.ActivationGELU;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftPlus;
import org.nd4j.linalg.activations.impl.ActivationTanH;

/** Element-wise functions. */
final class Activations {

  private Activations() {}

  static Operation of(String vertex, IActivation activation) {
    UnaryOperator<Tensor> function = function(vertex, activation);
    return (inputs, pass) -> function.apply(inputs.get(0));
  }

  /** As {@link #of}, but may overwrite its input where that is faster. */
  static Operation inPlace(String vertex, IActivation activation) {
    Operation copying = of(vertex, activation);
    return activation instanceof ActivationReLU
        ? (inputs, pass) -> {
          torch.relu_(inputs.get(0)); // what it gives is no handle of its own
          return inputs.get(0);
        }
        : copying;
  }

  private static UnaryOperator<Tensor> function(String vertex, IActivation activation) {
    if (activation instanceof ActivationIdentity) {
      return UnaryOperator.identity();
    } else if (activation instanceof ActivationReLU relu) {
      requirePlain(vertex, relu);
      return torch::relu;
    } else if (activation instanceof ActivationLReLU leaky) {
      return x -> torch.leaky_relu(x, new Scalar(leaky.getAlpha()));
    } else if (activation instanceof ActivationELU elu) {
      return x -> torch.elu(x, new Scalar(elu.getAlpha()), new Scalar(1.0), new Scalar(1.0));
    } else if (activation instanceof ActivationGELU gelu && !gelu.isPrecise()) {
      // ND4J's is the sigmoid approximation; what it calls precise is nobody else's function.
      return x -> x.mul(torch.sigmoid(x.mul(new Scalar(1.702))));
    } else if (activation instanceof ActivationTanH) {
      return torch::tanh;
    } else if (activation instanceof ActivationSigmoid) {
      return torch::sigmoid;
    } else if (activation instanceof ActivationSoftPlus) {
      return torch::softplus;
    }
    throw new IllegalArgumentException(
        vertex
            + ": activation must be identity, relu, leaky relu, elu, gelu (not precise), tanh, sigmoid or"
            + " softplus, was "
            + activation);
  }

  private static void requirePlain(String vertex, ActivationReLU relu) {
    if (given(relu.getMax()) || given(relu.getThreshold()) || given(relu.getNegativeSlope())) {
      throw new IllegalArgumentException(
          vertex + ": relu must be without maximum, threshold and slope, was " + relu);
    }
  }

  private static boolean given(Double setting) {
    return setting != null && setting != 0;
  }
}
