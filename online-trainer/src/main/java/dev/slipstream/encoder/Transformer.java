package dev.slipstream.encoder;

import dev.slipstream.encoder.InputSpec.Planes;
import dev.slipstream.encoder.InputSpec.Tokens;
import dev.slipstream.encoder.vertex.Attention;
import dev.slipstream.encoder.vertex.PositionMean;
import dev.slipstream.encoder.vertex.PositionRows;
import java.util.Optional;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.graph.L2NormalizeVertex;
import org.deeplearning4j.nn.conf.graph.ReshapeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.weights.WeightInitVarScalingUniformFanOut;
import org.nd4j.linalg.activations.Activation;

/**
 * A small transformer: blocks of attention and of two dense layers, each added to what it is made
 * of and normalised before (Vaswani et al. 2017, arXiv:1706.03762; Xiong et al. 2020,
 * arXiv:2002.04745), over the patches of an image (Dosovitskiy et al. 2020, arXiv:2010.11929), the
 * frames of a sound or the words of a text. The mean over all positions is the representation; of a
 * sound the means of four stretches of time, as the order of sounds makes a word.
 */
final class Transformer {

  private static final int WIDTH = 64;
  private static final int HEADS = 4;
  private static final int BLOCKS = 2;
  private static final int HIDDEN = 256;

  /** Of DL4J's interval of ±3 / sqrt(width): words start as short as in {@link WordAttention}. */
  private static final double WORDS = 0.13;

  /** How long the code of a position is, beside a patch and beside a word. */
  private static final double CODE_OF_PATCHES = 1;

  private static final double CODE_OF_WORDS = 0.02;

  /** Stretches of a sound, if they can be of as many frames each. */
  private static final int STRETCHES = 4;

  private Transformer() {}

  static int ofImages(GraphDeclaration graph, Planes input, int projectionSize) {
    return ofPatches(graph, Patches.ofImage(input), 1, projectionSize);
  }

  static int ofFrames(GraphDeclaration graph, Planes input, int projectionSize) {
    Patches frames = Patches.ofFrames(input);
    int stretches = frames.count() % STRETCHES == 0 ? STRETCHES : 1;
    return ofPatches(graph, frames, stretches, projectionSize);
  }

  static int ofTexts(GraphDeclaration graph, Tokens input, int projectionSize) {
    String words =
        graph.embedding(
            "words",
            GraphDeclaration.INPUT,
            input,
            WIDTH,
            new WeightInitVarScalingUniformFanOut(WORDS),
            Activation.IDENTITY);
    PositionRows places = new PositionRows(input.length(), 1, WIDTH, CODE_OF_WORDS);
    String rows = graph.vertex("positions", places, words);
    Optional<String> tokens = Optional.of(GraphDeclaration.INPUT);
    return declare(graph, rows, input.length(), 1, tokens, projectionSize);
  }

  private static int ofPatches(
      GraphDeclaration graph, Patches patches, int stretches, int projectionSize) {
    String map = graph.patches("patches", GraphDeclaration.INPUT, patches, WIDTH);
    int height = patches.rows();
    int width = patches.cols();
    PositionRows grid = new PositionRows(height, width, WIDTH, CODE_OF_PATCHES);
    String rows = graph.vertex("positions", grid, map);
    return declare(graph, rows, patches.count(), stretches, Optional.empty(), projectionSize);
  }

  /**
   * The blocks and what follows.
   *
   * @param stretches of the positions whose means are the representation
   * @param tokens by which padding is known, if some of the positions may be padding
   */
  private static int declare(
      GraphDeclaration graph,
      String rows,
      int positions,
      int stretches,
      Optional<String> tokens,
      int projectionSize) {
    Attention attention = new Attention(positions, HEADS, graph.form() == ProjectionForm.CAUSAL);
    String last = rows;
    for (int i = 1; i <= BLOCKS; i++) {
      String block = "block" + i;
      String first = norm(graph, block + ".norm1", last);
      String parts = graph.dense(block + ".parts", first, 3 * WIDTH, Activation.IDENTITY);
      String attended = graph.vertex(block + ".attention", attention, with(parts, tokens));
      String joined = graph.dense(block + ".joined", attended, WIDTH, Activation.IDENTITY);
      String between = graph.sum(block + ".add1", last, joined);
      String second = norm(graph, block + ".norm2", between);
      String hidden = graph.dense(block + ".hidden", second, HIDDEN, Activation.RELU);
      String output = graph.dense(block + ".output", hidden, WIDTH, Activation.IDENTITY);
      last = graph.sum(block + ".add2", between, output);
    }
    last = norm(graph, "norm", last);
    PositionMean mean = new PositionMean(positions / stretches);
    String means = graph.vertex("means", mean, with(last, tokens));
    ReshapeVertex joined = new ReshapeVertex(-1, stretches * WIDTH);
    graph.vertex(EncoderSpec.REPRESENTATION, joined, means);
    if (graph.form() == ProjectionForm.POOLED) {
      graph.projectionHead(EncoderSpec.REPRESENTATION, HIDDEN, projectionSize);
    } else {
      graph.positionHead(last, positions, HIDDEN, projectionSize);
    }
    return stretches * WIDTH;
  }

  /**
   * Each row brought to a mean square of 1 (root mean square normalisation: Zhang and Sennrich
   * 2019, arXiv:1910.07467). Its gains would add nothing to those of the layer that follows.
   */
  private static String norm(GraphDeclaration graph, String name, String from) {
    String unit = graph.vertex(name + ".unit", new L2NormalizeVertex(), from);
    return graph.vertex(name, new ScaleVertex(Math.sqrt(WIDTH)), unit);
  }

  private static String[] with(String rows, Optional<String> tokens) {
    return Stream.concat(Stream.of(rows), tokens.stream()).toArray(String[]::new);
  }
}
