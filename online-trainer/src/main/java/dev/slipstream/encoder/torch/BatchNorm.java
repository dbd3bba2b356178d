package dev.slipstream.encoder.torch;

import dev.slipstream.encoder.ParameterLayout.Kind;
import dev.slipstream.encoder.torch.Parameters.View;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.T_TensorTensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;

/**
 * Batch normalisation over all dimensions but the second. Running statistics are parameters like
 * any other: a training pass leaves them alone, and their "gradient" is DL4J's update {@code (1 -
 * decay) * (running - batch)} with the biased variance of the batch.
 */
final class BatchNorm implements Operation {

  private final double decay;
  private final double epsilon;
  private final TensorOptional scale;
  private final TensorOptional shift;
  private final View mean;
  private final View variance;
  private final TensorOptional runningMean;
  private final TensorOptional runningVariance;
  private final TensorOptional none;

  /** Of the last training pass that may be differentiated; null if there is none. */
  private Tensor batchMean;

  private Tensor batchInverseDeviation;

  BatchNorm(String vertex, BatchNormalization layer, Parameters parameters) {
    if (!layer.isMinibatch()) {
      throw new IllegalArgumentException(vertex + ": minibatch must be true, was false");
    }
    decay = layer.getDecay();
    epsilon = layer.getEps();
    mean = parameters.get(vertex, Kind.MEAN);
    variance = parameters.get(vertex, Kind.VARIANCE);
    runningMean = Operations.optional(vertex, Kind.MEAN, parameters);
    runningVariance = Operations.optional(vertex, Kind.VARIANCE, parameters);
    none = parameters.keep(new TensorOptional());
    if (layer.isLockGammaBeta()) {
      scale = constant(layer.getGamma(), parameters);
      shift = constant(layer.getBeta(), parameters);
    } else {
      scale = Operations.optional(vertex, Kind.SCALE, parameters);
      shift = Operations.optional(vertex, Kind.SHIFT, parameters);
    }
  }

  @Override
  public Tensor apply(List<Tensor> inputs, Pass pass) {
    Tensor input = inputs.get(0);
    if (!pass.training()) {
      return first(
          torch.native_batch_norm(
              input, scale, shift, runningMean, runningVariance, false, 0, epsilon));
    }
    T_TensorTensorTensor_T result =
        torch.native_batch_norm(input, scale, shift, none, none, true, 0, epsilon);
    forget();
    batchMean = result.get1().detach();
    batchMean.retainReference();
    batchInverseDeviation = result.get2().detach();
    batchInverseDeviation.retainReference();
    return first(result);
  }

  /** A handle of its own: the tuple's would end with the tuple. */
  private static Tensor first(T_TensorTensorTensor_T tuple) {
    return new Tensor(tuple.get0());
  }

  @Override
  public void afterBackward() {
    Scalar share = new Scalar(1 - decay);
    Tensor batchVariance = batchInverseDeviation.pow(new Scalar(-2.0)).sub(new Scalar(epsilon));
    mean.gradient().copy_(mean.value().sub(batchMean).mul(share));
    variance.gradient().copy_(variance.value().sub(batchVariance).mul(share));
  }

  @Override
  public void forget() {
    if (batchMean != null) {
      batchMean.close();
      batchInverseDeviation.close();
      batchMean = null;
      batchInverseDeviation = null;
    }
  }

  private TensorOptional constant(double value, Parameters parameters) {
    Tensor filled = torch.full_like(mean.value(), new Scalar(value));
    return parameters.keep(new TensorOptional(filled));
  }
}
