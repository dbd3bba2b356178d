package dev.slipstream.ingest;

import dev.slipstream.wire.DeadLetter;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** How many raw events were taken and refused since the application began. Thread-safe. */
public final class IngestCounters {

  private final LongAdder accepted = new LongAdder();
  private final Map<DeadLetter.Reason, LongAdder> refused =
      new EnumMap<>(DeadLetter.Reason.class); // filled at once, so that reading needs no lock

  public IngestCounters() {
    for (DeadLetter.Reason reason : DeadLetter.Reason.values()) {
      refused.put(reason, new LongAdder());
    }
  }

  void accept() {
    accepted.increment();
  }

  void refuse(DeadLetter.Reason reason) {
    refused.get(reason).increment();
  }

  /** The counts now. */
  public Snapshot snapshot() {
    Map<DeadLetter.Reason, Long> counts = new EnumMap<>(DeadLetter.Reason.class);
    refused.forEach(
        (reason, count) -> {
          if (count.sum() > 0) {
            counts.put(reason, count.sum());
          }
        });
    return new Snapshot(accepted.sum(), Map.copyOf(counts));
  }

  /**
   * Counts of one moment. Events that are processed again after a failure count again.
   *
   * @param accepted events that became samples, deletions among them
   * @param refused events that became dead letters, by reason; reasons that occurred only
   */
  public record Snapshot(long accepted, Map<DeadLetter.Reason, Long> refused) {

    /** All events that became dead letters. */
    public long refusedInAll() {
      return refused.values().stream().mapToLong(Long::longValue).sum();
    }
  }
}
