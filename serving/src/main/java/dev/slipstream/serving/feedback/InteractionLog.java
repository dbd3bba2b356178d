package dev.slipstream.serving.feedback;

import java.util.List;

/** Takes interactions, to be learned from. Thread-safe. */
public interface InteractionLog extends AutoCloseable {

  /**
   * Writes interactions and returns when all are acknowledged. After an error some may have been
   * written: who repeats them sends the same ids, which count once.
   *
   * @throws FeedbackUnavailableException if they could not be written in time
   */
  void append(List<Entry> interactions);

  /**
   * An interaction.
   *
   * @param user decides the partition, so that a user's interactions stay in order; empty where
   *     nobody says
   * @param json as ingest takes it
   */
  record Entry(String user, byte[] json) {}

  @Override
  void close();
}
