package dev.slipstream.encoder;

import dev.slipstream.encoder.InputSpec.Tokens;
import org.deeplearning4j.nn.weights.WeightInitConstant;
import org.deeplearning4j.nn.weights.WeightInitVarScalingUniformFanOut;
import org.nd4j.linalg.activations.Activation;

/**
 * For texts: the sum of the words' vectors, each weighted by how much its word says, which is
 * learned with the vectors (attention pooling with one weight for each word: a learned form of
 * Arora et al. 2017, "A simple but tough-to-beat baseline for sentence embeddings"). The order of
 * words does not matter. The sum is both representation and projection: with a head on top, what
 * one pass teaches stays in the head.
 *
 * <p>Padding is a vector of zeros, so the sum needs no mask, and no mean is needed as all that
 * compares representations does so by angle.
 */
final class WordAttention {

  /**
   * Of DL4J's interval of ±3 / sqrt(width): small, so that a word's direction is soon what was
   * learned and not what was drawn.
   */
  private static final double START = 0.13;

  private WordAttention() {}

  static int declare(GraphDeclaration graph, Tokens input, int projectionSize) {
    String vectors = words(graph, input, projectionSize);
    String weights =
        graph.embedding(
            "weights",
            GraphDeclaration.INPUT,
            input,
            1,
            new WeightInitConstant(0),
            Activation.SOFTPLUS);
    pool(graph, graph.dropout(vectors), weights);
    return projectionSize;
  }

  /** A vector for each word. */
  static String words(GraphDeclaration graph, Tokens input, int width) {
    return graph.embedding(
        "words",
        GraphDeclaration.INPUT,
        input,
        width,
        new WeightInitVarScalingUniformFanOut(START),
        Activation.IDENTITY);
  }

  /** The weighted sum of a text's vectors is what the encoder gives. */
  static void pool(GraphDeclaration graph, String vectors, String weights) {
    String weighted = graph.weighted("weighted", vectors, weights);
    graph.globalSumPool(EncoderSpec.REPRESENTATION, weighted);
    graph.same(EncoderSpec.PROJECTION, EncoderSpec.REPRESENTATION);
  }
}
