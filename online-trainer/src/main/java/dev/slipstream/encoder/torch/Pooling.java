package dev.slipstream.encoder.torch;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;

/** Pools over windows and over whole images or sequences. */
final class Pooling {

  private static final long[] IMAGE = {2, 3};

  private Pooling() {}

  static Operation of(String vertex, SubsamplingLayer layer, Parameters parameters) {
    Window window =
        Window.of(
            vertex,
            layer.getConvolutionMode(),
            layer.getKernelSize(),
            layer.getStride(),
            layer.getPadding(),
            layer.getDilation());
    return switch (layer.getPoolingType()) {
      case MAX -> max(window);
      case AVG -> average(vertex, window, layer.isAvgPoolIncludePadInDivisor(), parameters);
      default -> throw unsupported(vertex, layer.getPoolingType());
    };
  }

  static Operation global(String vertex, GlobalPoolingLayer layer, Parameters parameters) {
    int[] over = layer.getPoolingDimensions();
    if (over != null && !Arrays.equals(over, new int[] {2, 3})) {
      throw new IllegalArgumentException(
          vertex + ": must pool over dimensions [2, 3], was " + Arrays.toString(over));
    }
    boolean keep = !layer.isCollapseDimensions();
    ScalarTypeOptional sameType = parameters.keep(new ScalarTypeOptional());
    UnaryOperator<Tensor> pool =
        switch (layer.getPoolingType()) {
          case AVG -> image -> image.mean(IMAGE, keep, sameType);
          case SUM -> image -> image.sum(IMAGE, keep, sameType);
          case MAX -> image -> largest(image, keep);
          default -> throw unsupported(vertex, layer.getPoolingType());
        };
    return (inputs, pass) -> pool.apply(asImage(vertex, inputs.get(0), keep));
  }

  /** A sequence {@code [N, C, length]} as an image one pixel high. */
  private static Tensor asImage(String vertex, Tensor input, boolean keep) {
    if (input.dim() != 3) {
      return input;
    }
    if (keep) {
      throw new IllegalArgumentException(vertex + ": must collapse the dimension of a sequence");
    }
    return input.unsqueeze(2);
  }

  private static Operation max(Window window) {
    return (inputs, pass) -> {
      Window.Padded padded = window.pad(inputs.get(0), Double.NEGATIVE_INFINITY);
      return torch.max_pool2d(
          padded.input(),
          window.kernel(),
          window.stride(),
          padded.padding(),
          window.dilation(),
          false);
    };
  }

  /** An average over the pixels in the window; padding counts only if declared so. */
  private static Operation average(
      String vertex, Window window, boolean padCounts, Parameters parameters) {
    if (!Arrays.equals(window.dilation(), new long[] {1, 1})) {
      throw new IllegalArgumentException(
          vertex
              + ": an average pool's dilation must be 1, was "
              + Arrays.toString(window.dilation()));
    }
    LongOptional byCount = parameters.keep(new LongOptional());
    return (inputs, pass) -> {
      Tensor input = inputs.get(0);
      Window.Padded padded = window.pad(input, 0);
      Tensor means =
          torch.avg_pool2d(
              padded.input(),
              window.kernel(),
              window.stride(),
              padded.padding(),
              false,
              padCounts,
              byCount);
      return padded.widened() && !padCounts ? means.div(share(window, input)) : means;
    };
  }

  /** The share of each window that lies inside the image: {@code [1, 1, H, W]}. */
  private static Tensor share(Window window, Tensor input) {
    Tensor ones = torch.ones_like(input.narrow(0, 0, 1).narrow(1, 0, 1)).detach();
    return torch.avg_pool2d(
        window.pad(ones, 0).input(),
        window.kernel(),
        window.stride(),
        new long[] {0, 0},
        false,
        true,
        new LongOptional());
  }

  /** Over one window as large as the image: on a tie one pixel takes the whole gradient. */
  private static Tensor largest(Tensor input, boolean keep) {
    long[] whole = {input.size(2), input.size(3)};
    Tensor largest =
        torch.max_pool2d(input, whole, whole, new long[] {0, 0}, new long[] {1, 1}, false);
    return keep ? largest : largest.flatten(1, -1);
  }

  private static IllegalArgumentException unsupported(String vertex, PoolingType type) {
    return new IllegalArgumentException(
        vertex + ": pooling type must be MAX, AVG or (global) SUM, was " + type);
  }
}
