package dev.slipstream.encoder.torch;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.deeplearning4j.nn.conf.ConvolutionMode;

/**
 * The window that a convolution or a pool slides over an image, as DL4J declares it; arrays are
 * {@code [height, width]}.
 *
 * @param same whether padding follows from the input so that {@code out = ceil(in / stride)}
 */
record Window(boolean same, long[] kernel, long[] stride, long[] padding, long[] dilation) {

  /**
   * An input ready for a libtorch operation, which pads evenly only.
   *
   * @param padding what remains to be padded by the operation
   * @param widened whether {@code input} is larger than it was
   */
  record Padded(Tensor input, long[] padding, boolean widened) {}

  private static final long[] NONE = {0, 0};

  static Window of(
      String vertex,
      ConvolutionMode mode,
      int[] kernel,
      int[] stride,
      int[] padding,
      int[] dilation) {
    if (mode == ConvolutionMode.Causal) {
      throw new IllegalArgumentException(
          vertex + ": convolution mode must be Same, Truncate or Strict, was Causal");
    }
    return new Window(
        mode == ConvolutionMode.Same,
        longs(kernel),
        longs(stride),
        longs(padding),
        longs(dilation));
  }

  /** Pads what the operation cannot pad itself with {@code value}. */
  Padded pad(Tensor input, double value) {
    if (!same) {
      return new Padded(input, padding, false);
    }
    long height = total(input.size(2), 0);
    long width = total(input.size(3), 1);
    if (height % 2 == 0 && width % 2 == 0) {
      return new Padded(input, new long[] {height / 2, width / 2}, false);
    }
    // The odd row or column goes to the end, as in DL4J.
    long[] edges = {width / 2, width - width / 2, height / 2, height - height / 2};
    return new Padded(torch.constant_pad_nd(input, edges, new Scalar(value)), NONE, true);
  }

  private long total(long size, int axis) {
    long reach = (kernel[axis] - 1) * dilation[axis] + 1;
    long outputs = (size + stride[axis] - 1) / stride[axis];
    return Math.max(0, (outputs - 1) * stride[axis] + reach - size);
  }

  private static long[] longs(int[] pair) {
    return new long[] {pair[0], pair[1]};
  }
}
