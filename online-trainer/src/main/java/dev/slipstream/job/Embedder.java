package dev.slipstream.job;

import dev.slipstream.encoder.EmbeddedOutput;
import dev.slipstream.encoder.Encoder;
import dev.slipstream.encoder.Encoder.Mode;
import dev.slipstream.encoder.EncoderFile;
import dev.slipstream.encoder.Engine;
import dev.slipstream.encoder.Engines;
import dev.slipstream.encoder.Whitening;
import dev.slipstream.input.SampleInput;
import dev.slipstream.loss.UnitRows;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.matrix.Scope;
import dev.slipstream.wire.Sample;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;

/** Turns samples into unit-length embeddings with one encoder version at a time. */
final class Embedder implements AutoCloseable {

  private final Engine engine;
  private final SampleInput input;
  private Encoder encoder;
  private String declaration;
  private EmbeddedOutput output = EmbeddedOutput.REPRESENTATION;
  private Optional<Whitening> whitening = Optional.empty();

  /**
   * An embedder without a version yet.
   *
   * @param input makes the encoder's input of samples; no view is drawn
   */
  Embedder(String engine, int threads, SampleInput input) {
    this.engine = Engines.open(engine, threads);
    this.input = input;
  }

  /** Takes another version; the encoder is built anew only if its declaration is another. */
  void load(EncoderFile.Contents version) {
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
   * One vector for each sample, in their order; none has a {@linkplain SampleInput#problem
   * problem}.
   */
  float[][] embed(Collection<Sample> samples) {
    byte[] values = new byte[samples.size() * input.rowBytes()];
    int at = 0;
    for (Sample sample : samples) {
      input.write(sample, values, at);
      at += input.rowBytes();
    }
    float[] flat;
    int columns;
    try (Scope scope = engine.device().scope()) {
      Matrix plain = input.plain(engine.device(), values, samples.size());
      Matrix encoded = output.of(encoder.forward(plain, Mode.INFER));
      Matrix embeddings = whitening.map(w -> w.apply(encoded)).orElse(encoded);
      columns = embeddings.cols();
      flat = UnitRows.of(embeddings).rows().toArray();
    }
    float[][] vectors = new float[samples.size()][];
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = Arrays.copyOfRange(flat, i * columns, (i + 1) * columns);
    }
    return vectors;
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
