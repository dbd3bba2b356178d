package dev.slipstream.encoder;

import dev.slipstream.matrix.Matrix;
import java.util.Locale;

/** Which of an encoder's outputs an embedding is made of. */
public enum EmbeddedOutput {
  /** The backbone's: encoders of one modality. */
  REPRESENTATION,
  /** The head's: towers whose projections share a space with another modality's. */
  PROJECTION;

  /** That output, {@code [N, size]}. */
  public Matrix of(Encoder.Output output) {
    return this == PROJECTION ? output.projection() : output.representation();
  }

  /** Its columns. */
  public int size(EncoderSpec spec) {
    return this == PROJECTION ? spec.projectionSize() : spec.representationSize();
  }

  /** The name in lower case, as files have it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
