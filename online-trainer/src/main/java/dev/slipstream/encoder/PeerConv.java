package dev.slipstream.encoder;

import dev.slipstream.encoder.InputSpec.Planes;
import org.nd4j.linalg.activations.Activation;

/**
 * Three 3x3 convolutions (32 s1, 64 s2, 128 s2), each with relu; global average pooling is the
 * representation, one linear layer the projection. The encoder Slipstream is compared with PyTorch
 * on. Initialised for relu (He et al. 2015, arXiv:1502.01852), which PyTorch does not do by
 * default.
 */
final class PeerConv {

  private static final int[] WIDTHS = {32, 64, 128};

  private PeerConv() {}

  static int declare(GraphDeclaration graph, Planes input, int projectionSize) {
    String last = GraphDeclaration.INPUT;
    for (int i = 0; i < WIDTHS.length; i++) {
      int stride = i == 0 ? 1 : 2;
      last = graph.convolution("conv" + (i + 1), last, WIDTHS[i], 3, stride, Activation.RELU);
    }
    last = graph.globalAveragePool(EncoderSpec.REPRESENTATION, last);
    graph.dense(EncoderSpec.PROJECTION, graph.dropout(last), projectionSize, Activation.IDENTITY);
    return WIDTHS[WIDTHS.length - 1];
  }
}
