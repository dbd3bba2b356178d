package dev.slipstream.job;

import dev.slipstream.encoder.Encoder;
import dev.slipstream.encoder.EncoderFile;
import dev.slipstream.encoder.Engine;
import dev.slipstream.encoder.Engines;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.matrix.Scope;
import dev.slipstream.wire.Sample;
import java.util.Arrays;
import java.util.Collection;

/** Turns samples into unit-length representations with one encoder version at a time. */
final class Embedder implements AutoCloseable {

  private final Engine engine;
  private Encoder encoder;
  private String declaration;

  Embedder(String engine, int threads) {
    this.engine = Engines.open(engine, threads);
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
  }

  /** One vector for each sample, in their order; all samples have the encoder's shape. */
  float[][] embed(Collection<Sample> samples) {
    int size = encoder.spec().input().size();
    byte[] pixels = new byte[samples.size() * size];
    int at = 0;
    for (Sample sample : samples) {
      sample.getImage().getPixels().copyTo(pixels, at);
      at += size;
    }
    float[] flat;
    try (Scope scope = engine.device().scope()) {
      Matrix input = engine.device().ofBytes(pixels, samples.size(), size, 1f / 255, 0);
      Matrix representation = encoder.forward(input, Encoder.Mode.INFER).representation();
      flat = representation.divide(representation.rowNorm()).toArray();
    }
    int columns = encoder.spec().representationSize();
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
