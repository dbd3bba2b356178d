package dev.slipstream.encoder;

import dev.slipstream.encoder.InputSpec.Planes;

/**
 * A residual network of basic blocks (He et al. 2015, arXiv:1512.03385): the 18-layer form at half
 * its width. Small images keep their size through a 3x3 stem; from 96 pixels on, a 7x7 stem and a
 * pool reduce them four times first. Global average pooling is the representation.
 */
final class ResNet {

  private static final int[] WIDTHS = {32, 64, 128, 256};
  private static final int BLOCKS = 2;
  private static final int LARGE_IMAGE = 96;

  private ResNet() {}

  static int declare(GraphDeclaration graph, Planes input, int projectionSize) {
    String last = stem(graph, Math.min(input.height(), input.width()) >= LARGE_IMAGE);
    int channels = WIDTHS[0];
    for (int stage = 0; stage < WIDTHS.length; stage++) {
      for (int b = 0; b < BLOCKS; b++) {
        int stride = stage > 0 && b == 0 ? 2 : 1;
        String name = "stage" + (stage + 1) + ".block" + (b + 1);
        last = block(graph, name, last, channels, WIDTHS[stage], stride);
        channels = WIDTHS[stage];
      }
    }
    last = graph.globalAveragePool(EncoderSpec.REPRESENTATION, last);
    graph.projectionHead(last, channels, projectionSize);
    return channels;
  }

  private static String stem(GraphDeclaration graph, boolean large) {
    if (!large) {
      return graph.convolutionNormRelu("stem", GraphDeclaration.INPUT, WIDTHS[0], 3, 1);
    }
    String stem = graph.convolutionNormRelu("stem", GraphDeclaration.INPUT, WIDTHS[0], 7, 2);
    return graph.maxPool("stem.pool", stem, 3, 2);
  }

  private static String block(
      GraphDeclaration graph, String name, String from, int channels, int width, int stride) {
    String first = graph.convolutionNormRelu(name + ".1", from, width, 3, stride);
    String second = graph.convolutionNorm(name + ".2", first, width, 3, 1);
    boolean sameShape = stride == 1 && channels == width;
    String shortcut =
        sameShape ? from : graph.convolutionNorm(name + ".shortcut", from, width, 1, stride);
    return graph.addRelu(name, second, shortcut);
  }
}
