package dev.slipstream.encoder;

import dev.slipstream.loss.UnitRows;
import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.matrix.Scope;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;

/**
 * Makes unit-length embeddings with one published version at a time. Used by the thread that opened
 * it; not thread-safe.
 */
public final class VersionEncoder implements AutoCloseable {

  private final Engine engine;
  private Encoder encoder;
  private String declaration;
  private EmbeddedOutput output = EmbeddedOutput.REPRESENTATION;
  private Optional<Whitening> whitening = Optional.empty();

  private VersionEncoder(Engine engine) {
    this.engine = engine;
  }

  /**
   * One without a version yet.
   *
   * @param engine as {@code encoder.engine} names it
   * @param threads CPU threads; 0 takes one for each core
   * @throws IllegalStateException if the engine does not run here, saying why
   */
  public static VersionEncoder open(String engine, int threads) {
    return new VersionEncoder(Engines.open(engine, threads));
  }

  /** Takes another version; the encoder is built anew only if its declaration is another. */
  public void load(EncoderFile.Contents version) {
    String json = version.spec().configuration().toJson();
    if (!json.equals(declaration)) {
      close();
      encoder = engine.create(version.spec());
      declaration = json;
    }
    encoder.parameters().set(version.parameters());
    output = version.output();
    whitening = version.whitening();
  }

  /**
   * One vector for each row, in their order.
   *
   * @param rows makes the encoder's input, {@code [N, spec.columns()]}
   * @return {@code [N][embeddingSize]}
   * @throws IllegalStateException before a version was taken
   */
  public float[][] embed(Function<Device, Matrix> rows) {
    if (encoder == null) {
      throw new IllegalStateException("version: must be loaded first, was none");
    }
    try (Scope scope = engine.device().scope()) {
      Matrix input = rows.apply(engine.device());
      Matrix encoded = output.of(encoder.forward(input, Encoder.Mode.INFER));
      Matrix embeddings = whitening.map(w -> w.apply(encoded)).orElse(encoded);
      float[] flat = UnitRows.of(embeddings).rows().toArray();
      float[][] vectors = new float[input.rows()][];
      int columns = embeddings.cols();
      for (int i = 0; i < vectors.length; i++) {
        vectors[i] = Arrays.copyOfRange(flat, i * columns, (i + 1) * columns);
      }
      return vectors;
    }
  }

  @Override
  public void close() {
    if (encoder != null) {
      encoder.close();
      encoder = null;
      declaration = null;
    }
  }
}
