package dev.slipstream.input;

import dev.slipstream.encoder.EncoderFile;
import dev.slipstream.encoder.VersionEncoder;
import dev.slipstream.wire.Sample;
import java.util.Collection;

/**
 * Turns samples into unit-length embeddings with one encoder version at a time. Used by the thread
 * that opened it; not thread-safe.
 */
public final class SampleVectors implements AutoCloseable {

  private final SampleInput input;
  private final VersionEncoder encoder;

  /**
   * An embedder without a version yet.
   *
   * @param engine as {@code encoder.engine} names it
   * @param threads CPU threads; 0 takes one for each core
   * @param input makes the encoder's input of samples; no view is drawn
   * @throws IllegalStateException if the engine does not run here, saying why
   */
  public static SampleVectors open(String engine, int threads, SampleInput input) {
    return new SampleVectors(VersionEncoder.open(engine, threads), input);
  }

  private SampleVectors(VersionEncoder encoder, SampleInput input) {
    this.encoder = encoder;
    this.input = input;
  }

  /** Takes another version. */
  public void load(EncoderFile.Contents version) {
    encoder.load(version);
  }

  /**
   * One vector for each sample, in their order; none has a {@linkplain SampleInput#problem
   * problem}.
   */
  public float[][] embed(Collection<Sample> samples) {
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
