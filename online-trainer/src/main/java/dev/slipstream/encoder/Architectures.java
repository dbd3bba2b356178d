package dev.slipstream.encoder;

import dev.slipstream.encoder.InputSpec.Planes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** The networks that can be declared by name. */
public final class Architectures {

  /** Writes one architecture; returns the columns of its representation. */
  private interface Architecture {
    int declare(GraphDeclaration graph, Planes input, int projectionSize);
  }

  private static final String DEFAULT = "small-conv";

  private static final Map<String, Architecture> ARCHITECTURES =
      Map.of(
          DEFAULT, SmallConv::declare, "peer-conv", PeerConv::declare, "resnet", ResNet::declare);

  private Architectures() {}

  /** The architectures, the default first. */
  public static List<String> names() {
    List<String> names = new ArrayList<>(new TreeSet<>(ARCHITECTURES.keySet()));
    names.remove(DEFAULT);
    names.add(0, DEFAULT);
    return List.copyOf(names);
  }

  /**
   * Declares an encoder.
   *
   * @param architecture one of {@link #names()}
   * @param projectionSize columns of the projection head's output
   * @param seed of the initial parameters
   * @throws IllegalArgumentException if the name is unknown
   */
  public static EncoderSpec declare(
      String architecture, InputSpec input, int projectionSize, long seed) {
    Architecture declared = ARCHITECTURES.get(architecture);
    if (declared == null) {
      throw new IllegalArgumentException(
          "encoder.architecture: must be one of " + names() + ", was " + architecture);
    }
    if (!(input instanceof Planes planes)) {
      throw new IllegalArgumentException(
          "encoder.architecture: must take " + input + ", " + architecture + " does not");
    }
    GraphDeclaration graph = new GraphDeclaration(seed);
    int representationSize = declared.declare(graph, planes, projectionSize);
    return new EncoderSpec(
        architecture, input, representationSize, projectionSize, graph.build(planes));
  }
}
