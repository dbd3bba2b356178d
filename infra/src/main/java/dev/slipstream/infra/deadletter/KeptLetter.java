package dev.slipstream.infra.deadletter;

import dev.slipstream.wire.DeadLetter;

/**
 * A dead letter where it lies.
 *
 * @param partition of {@code dead-letters}
 * @param offset there
 * @param timestamp Unix milliseconds, the raw event's own
 * @param key the raw event's, cut at a limit; null if it had none; not copied
 * @param letter what was kept
 */
public record KeptLetter(
    int partition, long offset, long timestamp, byte[] key, DeadLetter letter) {

  /** How often this event had been sent back before it was refused. */
  public long replays() {
    return letter.getHeadersList().stream()
        .filter(header -> header.getKey().equals(Replay.MARK))
        .count();
  }

  /** Partition and offset, such as {@code 0/17}. */
  public String position() {
    return partition + "/" + offset;
  }
}
