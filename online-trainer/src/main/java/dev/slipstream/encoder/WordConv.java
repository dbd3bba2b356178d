package dev.slipstream.encoder;

import dev.slipstream.encoder.InputSpec.Tokens;
import org.deeplearning4j.nn.weights.WeightInitConstant;
import org.nd4j.linalg.activations.Activation;

/**
 * For texts in which the order of words matters: {@link WordAttention} with what a convolution
 * makes of each word and its neighbours added to the word's vector (one layer of Kim 2014,
 * arXiv:1408.5882, as a residual: He et al. 2015, arXiv:1512.03385). The convolution starts at
 * zero, so the network starts as a sum of word vectors and learns what neighbours change.
 *
 * <p>The padding's vector is zero, as is what lies beyond the text for its last words, and so is
 * the padding's weight: nothing at its place counts, whatever the convolution makes of it.
 */
final class WordConv {

  /** Words seen at once: one, and one on each side. */
  private static final int WINDOW = 3;

  private WordConv() {}

  static int declare(GraphDeclaration graph, Tokens input, int projectionSize) {
    String vectors = graph.dropout(WordAttention.words(graph, input, projectionSize));
    String neighbours =
        graph.sequenceConvolution("neighbours", vectors, projectionSize, WINDOW, Activation.TANH);
    String weights =
        graph.embedding(
            "weights",
            GraphDeclaration.INPUT,
            input,
            1,
            new WeightInitConstant(1),
            Activation.IDENTITY);
    String inContext = graph.sum("in-context", vectors, neighbours);
    WordAttention.pool(graph, inContext, weights);
    return projectionSize;
  }
}
