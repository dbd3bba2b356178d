package dev.slipstream.memory.queue;

import dev.slipstream.config.Option;
import dev.slipstream.config.Settings;
import java.util.List;

/**
 * How many keys are remembered.
 *
 * @param capacity rows
 */
public record QueueConfig(int capacity) {

  public static final Option<Integer> CAPACITY =
      Option.ofInt("queue.capacity", 4096)
          .atLeast(1)
          .atMost(ContrastiveQueue.MAX_CAPACITY)
          .unit("rows")
          .doc("Keys kept as negatives; the oldest leave first.");

  public static final List<Option<?>> OPTIONS = List.of(CAPACITY);

  public QueueConfig {
    CAPACITY.check(capacity);
  }

  /** Reads the options of this record. */
  public static QueueConfig from(Settings settings) {
    return new QueueConfig(settings.get(CAPACITY));
  }
}
