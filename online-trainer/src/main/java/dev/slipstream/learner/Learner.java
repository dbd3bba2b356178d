package dev.slipstream.learner;

import dev.slipstream.state.StateFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** What all learners are, whatever their batches are made of: counters and a state to keep. */
public interface Learner extends AutoCloseable {

  /** Steps taken. */
  long steps();

  /** Samples, or pairs of them, taken in. */
  long samplesSeen();

  /** Writes the whole state. Does not close the stream. */
  void save(OutputStream stream) throws IOException;

  /**
   * Replaces the whole state. Reads no byte beyond it; does not close the stream.
   *
   * @throws IOException if the state was saved with another architecture or optimiser, or is
   *     damaged; the learner must then not be used
   */
  void restore(InputStream stream) throws IOException;

  /** SHA-256 of what {@link #save} writes, hex. */
  default String sha256() {
    return StateFormat.sha256(this::save);
  }

  @Override
  void close();
}
