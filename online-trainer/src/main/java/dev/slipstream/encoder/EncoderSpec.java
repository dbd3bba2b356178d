package dev.slipstream.encoder;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;

/**
 * A declared encoder: a DL4J graph with one input, a vertex named {@value #REPRESENTATION} (the
 * backbone's output) and an output named {@value #PROJECTION} (the head's). Immutable by
 * convention: the configuration is not changed after construction.
 *
 * @param name the architecture's name, for example {@code small-conv}
 * @param input what it takes
 * @param representationSize columns of the representation
 * @param projectionSize columns of the projection
 * @param positions T, of which the projection holds one output each, below each other in a row; 1
 *     if it is of the representation
 * @param configuration the DL4J declaration, seed included
 */
public record EncoderSpec(
    String name,
    InputSpec input,
    int representationSize,
    int projectionSize,
    int positions,
    ComputationGraphConfiguration configuration) {

  public static final String REPRESENTATION = "representation";
  public static final String PROJECTION = "projection";

  public EncoderSpec {
    if (positions < 1 || projectionSize % positions != 0) {
      throw new IllegalArgumentException(
          "positions: must be at least 1 and divide the projection's %d columns, was %d"
              .formatted(projectionSize, positions));
    }
  }

  /** Of an encoder whose projection is of the representation. */
  public EncoderSpec(
      String name,
      InputSpec input,
      int representationSize,
      int projectionSize,
      ComputationGraphConfiguration configuration) {
    this(name, input, representationSize, projectionSize, 1, configuration);
  }

  /** Where each parameter lies in the flat vector, and which of them are trained. */
  public ParameterLayout layout() {
    return ParameterLayout.of(configuration);
  }

  /** The parameters an encoder starts with, {@code [P]}: a function of the configuration alone. */
  public float[] initialParameters() {
    return InitialParameters.of(configuration);
  }
}
