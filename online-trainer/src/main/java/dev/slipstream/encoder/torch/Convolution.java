package dev.slipstream.encoder.torch;

import dev.slipstream.encoder.ParameterLayout.Kind;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;

/** A convolution over an image. */
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

  /**
   * A convolution over a sequence {@code [N, C, length]}, as over an image one pixel wide. What is
   * declared has a second dimension too, which DL4J does not look at.
   */
  static Operation ofSequence(String vertex, Convolution1DLayer layer, Parameters parameters) {
    if (layer.getRnnDataFormat() != RNNFormat.NCW) {
      throw new IllegalArgumentException(
          vertex + ": must be declared as NCW, was " + layer.getRnnDataFormat());
    }
    Window window =
        Window.of(
            vertex,
            layer.getConvolutionMode(),
            new int[] {layer.getKernelSize()[0], 1},
            new int[] {layer.getStride()[0], 1},
            new int[] {layer.getPadding()[0], 0},
            new int[] {layer.getDilation()[0], 1});
    Tensor taps = parameters.get(vertex, Kind.WEIGHT).value();
    TensorOptional bias = Operations.optional(vertex, Kind.BIAS, parameters);
    return (inputs, pass) -> {
      Tensor weight = taps.permute(2, 1, 0).unsqueeze(3);
      List<Tensor> images = List.of(inputs.get(0).unsqueeze(3));
      return new Convolution(window, weight, bias).apply(images, pass).squeeze(3);
    };
  }

  @Override
  public Tensor apply(List<Tensor> inputs, Pass pass) {
    Window.Padded padded = window.pad(inputs.get(0), 0);
    return torch.conv2d(
        padded.input(), weight, bias, window.stride(), padded.padding(), window.dilation(), 1);
  }
}
