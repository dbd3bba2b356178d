package dev.slipstream.encoder.torch;

import dev.slipstream.encoder.ParameterLayout.Kind;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** The operations that take one line. */
final class Operations {

  private Operations() {}

  /** One operation after the other. */
  static Operation chain(Operation first, Operation second) {
    return new Operation() {
      @Override
      public Tensor apply(List<Tensor> inputs, Pass pass) {
        return second.apply(List.of(first.apply(inputs, pass)), pass);
      }

      @Override
      public void afterBackward() {
        first.afterBackward();
        second.afterBackward();
      }

      @Override
      public void forget() {
        first.forget();
        second.forget();
      }
    };
  }

  static Operation sum() {
    return (inputs, pass) -> {
      Tensor total = inputs.get(0);
      for (Tensor input : inputs.subList(1, inputs.size())) {
        total = total.add(input);
      }
      return total;
    };
  }

  static Operation scale(double factor) {
    return (inputs, pass) -> inputs.get(0).mul(new Scalar(factor));
  }

  /** Element by element; an input with one channel scales all channels of the others. */
  static Operation product() {
    return (inputs, pass) -> {
      Tensor total = inputs.get(0);
      for (Tensor input : inputs.subList(1, inputs.size())) {
        total = total.mul(input);
      }
      return total;
    };
  }

  /** Inputs side by side, along channels or columns. */
  static Operation concatenation() {
    return (inputs, pass) -> torch.cat(new TensorVector(inputs.toArray(new Tensor[0])), 1);
  }

  /** {@code [N, C, H, W] -> [N, C * H * W]}, channel by channel. */
  static Operation flatten() {
    return (inputs, pass) -> inputs.get(0).flatten(1, -1);
  }

  static Operation view(long channels, long height, long width) {
    return (inputs, pass) -> inputs.get(0).reshape(-1, channels, height, width);
  }

  /** Inverted dropout, in training passes. */
  static Operation dropout(String vertex, double keep, Parameters parameters) {
    return (inputs, pass) -> {
      Tensor input = inputs.get(0);
      if (!pass.training()) {
        return input;
      }
      int rows = Math.toIntExact(input.size(0));
      int columns = Math.toIntExact(input.numel() / rows);
      float[] mask = pass.noise().mask(vertex, rows, columns, keep);
      return input.mul(parameters.device().of(mask, rows, columns).tensor().view_as(input));
    };
  }

  static Operation dense(String vertex, Parameters parameters) {
    Tensor weight = parameters.get(vertex, Kind.WEIGHT).value();
    TensorOptional bias = optional(vertex, Kind.BIAS, parameters);
    return (inputs, pass) -> torch.linear(inputs.get(0), weight, bias);
  }

  /** A parameter as libtorch takes those that may be missing. */
  static TensorOptional optional(String vertex, Kind kind, Parameters parameters) {
    return parameters.keep(
        parameters
            .find(vertex, kind)
            .map(view -> new TensorOptional(view.value()))
            .orElseGet(TensorOptional::new));
  }
}
