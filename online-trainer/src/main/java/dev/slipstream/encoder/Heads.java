package dev.slipstream.encoder;

import dev.slipstream.encoder.InputSpec.Vector;
import org.nd4j.linalg.activations.Activation;

/**
 * Small networks that methods learn on top of an encoder's output and nobody publishes: predictors,
 * classifiers, decoders. Each takes rows of {@link Vector} and gives its projection; {@link
 * Encoder#backwardToInput} tells the encoder beneath what to do better.
 */
public final class Heads {

  private Heads() {}

  /**
   * One linear map with bias.
   *
   * @param columns of its input
   * @param size columns of its output
   * @param seed of its initial parameters
   */
  public static EncoderSpec linear(int columns, int size, long seed) {
    GraphDeclaration graph = new GraphDeclaration(seed);
    graph.same(EncoderSpec.REPRESENTATION, GraphDeclaration.INPUT);
    graph.dense(EncoderSpec.PROJECTION, EncoderSpec.REPRESENTATION, size, Activation.IDENTITY);
    return spec("linear", columns, columns, size, graph);
  }

  /**
   * Dense, batch norm, relu, dense: the predictor of BYOL (Grill et al. 2020, arXiv:2006.07733,
   * section 3.3) and SimSiam.
   *
   * @param columns of its input
   * @param hidden columns between the two maps
   * @param size columns of its output
   * @param seed of its initial parameters
   */
  public static EncoderSpec mlp(int columns, int hidden, int size, long seed) {
    GraphDeclaration graph = new GraphDeclaration(seed);
    graph.denseNormRelu(EncoderSpec.REPRESENTATION, GraphDeclaration.INPUT, hidden);
    graph.dense(EncoderSpec.PROJECTION, EncoderSpec.REPRESENTATION, size, Activation.IDENTITY);
    return spec("mlp", columns, hidden, size, graph);
  }

  private static EncoderSpec spec(
      String name, int columns, int representation, int size, GraphDeclaration graph) {
    Vector input = new Vector(columns);
    return new EncoderSpec(name, input, representation, size, graph.build(input));
  }
}
