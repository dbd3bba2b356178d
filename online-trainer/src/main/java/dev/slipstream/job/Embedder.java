package dev.slipstream.job;

import dev.slipstream.encoder.EncoderFile;
import dev.slipstream.encoder.VersionEncoder;
import dev.slipstream.input.SampleInput;
import dev.slipstream.wire.Sample;
import java.util.Collection;

/** Turns samples into unit-length embeddings with one encoder version at a time. */
final class Embedder implements AutoCloseable {

  private final SampleInput input;
  private final VersionEncoder encoder;

  /**
   * An embedder without a version yet.
   *
   * @param input makes the encoder's input of samples; no view is drawn
   */
  Embedder(String engine, int threads, SampleInput input) {
    this.encoder = VersionEncoder.open(engine, threads);
    this.input = input;
  }

  /** Takes another version. */
  void load(EncoderFile.Contents version) {
    encoder.load(version);
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
    return encoder.embed(device -> input.plain(device, values, samples.size()));
  }

  @Override
  public void close() {
    encoder.close();
  }
}
