package dev.slipstream.encoder;

import dev.slipstream.encoder.InputSpec.Features;
import org.deeplearning4j.nn.weights.WeightInitVarScalingUniformFanOut;
import org.nd4j.linalg.activations.Activation;

/**
 * For what is known of a context or an item: the sum of the vectors of its ids, each by its weight,
 * and of a linear map of its values. The sum is both representation and projection.
 *
 * <p>Being linear in its values is part of what it is: whoever makes the values of other vectors
 * can hand the gradient on to these, see {@link #VALUES_MAP}.
 */
public final class FeatureSum {

  public static final String NAME = "feature-sum";

  /** The layer whose weights {@code [projection, values]} map the values. */
  public static final String VALUES_MAP = "values-map";

  /** Of DL4J's interval of ±3 / sqrt(width). */
  private static final double START = 0.13;

  private FeatureSum() {}

  static int declare(GraphDeclaration graph, Features input, int projectionSize) {
    String vectors =
        graph.embedding(
            "ids",
            GraphDeclaration.INPUT,
            new InputSpec.Tokens(input.length(), input.vocabulary()),
            projectionSize,
            new WeightInitVarScalingUniformFanOut(START),
            Activation.IDENTITY);
    String weighted = graph.weighted("weighted", graph.dropout(vectors), GraphDeclaration.WEIGHTS);
    if (input.values() == 0) {
      graph.globalSumPool(EncoderSpec.REPRESENTATION, weighted);
    } else {
      String ids = graph.globalSumPool("pooled", weighted);
      String values =
          graph.linear(VALUES_MAP, GraphDeclaration.VALUES, input.values(), projectionSize);
      graph.sum(EncoderSpec.REPRESENTATION, ids, values);
    }
    graph.same(EncoderSpec.PROJECTION, EncoderSpec.REPRESENTATION);
    return projectionSize;
  }
}
