package dev.slipstream.learner;

import dev.slipstream.encoder.EncoderConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * The momentum learner (MoCo v2: Chen et al. 2020, arXiv:2003.04297): a query encoder learned by
 * gradient, a key encoder that follows it as an exponential moving average, and a queue of keys as
 * negatives. Its whole state can be saved and restored; the same state and the same batches give
 * the same bits. Not thread-safe.
 */
public final class MomentumLearner implements AutoCloseable {

  /** A new learner at step 0. */
  public static MomentumLearner create(EncoderConfig encoder, LearnerConfig config) {
    throw new UnsupportedOperationException("to be written");
  }

  /** Learns from a batch: {@link LearnerConfig#stepsPerBatch} steps with new views each. */
  public StepReport learn(ImageBatch batch) {
    throw new UnsupportedOperationException("to be written");
  }

  /** Steps taken. */
  public long steps() {
    throw new UnsupportedOperationException("to be written");
  }

  /** Samples taken in. */
  public long samplesSeen() {
    throw new UnsupportedOperationException("to be written");
  }

  /** The query encoder's parameters, a copy, in DL4J's order. */
  public float[] queryParameters() {
    throw new UnsupportedOperationException("to be written");
  }

  /** Writes the whole state: both encoders, optimiser, queue with pointer and ages, counters. */
  public void save(OutputStream out) throws IOException {
    throw new UnsupportedOperationException("to be written");
  }

  /**
   * Replaces the whole state.
   *
   * @throws IOException if the state was saved with another architecture or is damaged
   */
  public void restore(InputStream in) throws IOException {
    throw new UnsupportedOperationException("to be written");
  }

  /** SHA-256 of what {@link #save} writes, hex. */
  public String sha256() {
    throw new UnsupportedOperationException("to be written");
  }

  @Override
  public void close() {}
}
