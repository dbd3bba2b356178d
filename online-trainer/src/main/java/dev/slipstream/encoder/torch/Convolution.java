package dev.slipstream.encoder.torch;

import dev.slipstream.encoder.ParameterLayout.Kind;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;

/** A 2-D convolution. */
record Convolution(Window window, Tensor weight, TensorOptional bias) implements Operation {

  static Convolution of(String vertex, ConvolutionLayer layer, Parameters parameters) {
    Window window =
        Window.of(
            vertex,
            layer.getConvolutionMode(),
            layer.getKernelSize(),
            layer.getStride(),
            layer.getPadding(),
            layer.getDilation());
    return new Convolution(
        window,
        parameters.get(vertex, Kind.WEIGHT).value(),
        Operations.optional(vertex, Kind.BIAS, parameters));
  }

  @Override
  public Tensor apply(List<Tensor> inputs, boolean training) {
    Window.Padded padded = window.pad(inputs.get(0), 0);
    return torch.conv2d(
        padded.input(), weight, bias, window.stride(), padded.padding(), window.dilation(), 1);
  }
}
