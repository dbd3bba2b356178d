package dev.slipstream.encoder;

import dev.slipstream.encoder.InputSpec.Features;
import dev.slipstream.encoder.InputSpec.Planes;
import dev.slipstream.encoder.InputSpec.Tokens;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The networks that can be declared by name. */
public final class Architectures {

  /** Writes one architecture; returns the columns of its representation. */
  private interface Architecture<I extends InputSpec> {
    int declare(GraphDeclaration graph, I input, int projectionSize);
  }

  private static final String DEFAULT = "small-conv";
  static final String TRANSFORMER = "transformer";

  /** The transformer whose positions are frames. */
  static final String OF_FRAMES = "audio-transformer";

  private static final Map<String, Architecture<Planes>> OF_PLANES =
      Map.of(
          DEFAULT,
          SmallConv::declare,
          "audio-conv",
          AudioConv::declare,
          "peer-conv",
          PeerConv::declare,
          "resnet",
          ResNet::declare,
          TRANSFORMER,
          Transformer::ofImages,
          OF_FRAMES,
          Transformer::ofFrames);

  private static final Map<String, Architecture<Tokens>> OF_TOKENS =
      Map.of(
          "word-attention",
          WordAttention::declare,
          "word-conv",
          WordConv::declare,
          TRANSFORMER,
          Transformer::ofTexts);

  private static final Map<String, Architecture<Features>> OF_FEATURES =
      Map.of(FeatureSum.NAME, FeatureSum::declare);

  private Architectures() {}

  /** The architectures, the default first. */
  public static List<String> names() {
    Set<String> names = new LinkedHashSet<>(List.of(DEFAULT));
    names.addAll(new TreeSet<>(OF_PLANES.keySet()));
    names.addAll(new TreeSet<>(OF_TOKENS.keySet()));
    names.addAll(OF_FEATURES.keySet());
    return List.copyOf(names);
  }

  /** Declares an encoder without dropout. */
  public static EncoderSpec declare(
      String architecture, InputSpec input, int projectionSize, long seed) {
    return declare(architecture, input, projectionSize, 0, seed);
  }

  /** Declares an encoder whose projection is of the representation. */
  public static EncoderSpec declare(
      String architecture, InputSpec input, int projectionSize, double dropout, long seed) {
    return declare(architecture, input, projectionSize, ProjectionForm.POOLED, dropout, seed);
  }

  /**
   * Declares an encoder.
   *
   * @param architecture one of {@link #names()}
   * @param projectionSize D, columns of the projection head's output, for each position if there
   *     are such
   * @param form what the projection is of
   * @param dropout share of values dropped in training passes, in [0, 1): of word vectors, or of
   *     what goes into the projection head
   * @param seed of the initial parameters
   * @throws IllegalArgumentException if the name is unknown or the architecture takes another input
   *     or has no positions of that form
   */
  public static EncoderSpec declare(
      String architecture,
      InputSpec input,
      int projectionSize,
      ProjectionForm form,
      double dropout,
      long seed) {
    if (!names().contains(architecture)) {
      throw new IllegalArgumentException(
          "encoder.architecture: must be one of " + names() + ", was " + architecture);
    }
    GraphDeclaration graph = new GraphDeclaration(seed, dropout, form);
    int representationSize;
    if (input instanceof Planes planes && OF_PLANES.containsKey(architecture)) {
      representationSize = OF_PLANES.get(architecture).declare(graph, planes, projectionSize);
    } else if (input instanceof Tokens tokens && OF_TOKENS.containsKey(architecture)) {
      representationSize = OF_TOKENS.get(architecture).declare(graph, tokens, projectionSize);
    } else if (input instanceof Features features && OF_FEATURES.containsKey(architecture)) {
      representationSize = OF_FEATURES.get(architecture).declare(graph, features, projectionSize);
    } else {
      throw new IllegalArgumentException(
          "encoder.architecture: must take " + input + ", " + architecture + " does not");
    }
    if (form != ProjectionForm.POOLED && graph.positions() == 0) {
      throw new IllegalArgumentException(
          "encoder.architecture: must give an output for each position (%s), %s gives none for %s"
              .formatted(form, architecture, input));
    }
    int positions = Math.max(1, graph.positions());
    return new EncoderSpec(
        architecture,
        input,
        representationSize,
        positions * projectionSize,
        positions,
        graph.build(input));
  }
}
