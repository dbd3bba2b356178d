package dev.slipstream.memory;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/** What a learner remembers between steps: vectors of samples, or what is learned of them. */
public interface Memory extends AutoCloseable {

  /**
   * Removes what is remembered of an item by itself.
   *
   * @param item its {@link ItemHash}
   * @return how many rows it had
   */
  default int forget(long item) {
    return 0;
  }

  /**
   * Told two items that one user met; most have no use for it.
   *
   * @param item its {@link ItemHash}
   * @param other likewise
   */
  default void met(long item, long other) {}

  /** Writes all of it. Does not close the stream. */
  void save(DataOutputStream out) throws IOException;

  /**
   * Replaces everything by what {@link #save} wrote. Reads no byte beyond.
   *
   * @throws IOException if it was saved with other settings, or is damaged
   */
  void restore(DataInputStream in) throws IOException;

  @Override
  void close();
}
