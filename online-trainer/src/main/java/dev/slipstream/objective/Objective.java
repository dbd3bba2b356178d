package dev.slipstream.objective;

import dev.slipstream.input.Batch;
import dev.slipstream.memory.Memory;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * A method: what is predicted from what, as one training step, and what it alone remembers between
 * steps (a queue, heads). The encoders belong to the {@link MomentumTower} it works on. A step is a
 * function of the state, the batch and its count: everything random comes of {@link
 * dev.slipstream.view.ViewRandom}. Not thread-safe.
 */
public interface Objective extends AutoCloseable {

  /** Told once of every batch of the stream, before the steps on it. */
  default void meet(Batch batch) {}

  /**
   * One step: views, losses, and the tower moved once, or not at all where there is nothing to
   * learn from yet.
   *
   * @param step the learner's count before this step
   * @param last whether it is the last step on this batch: what is remembered of a batch is
   *     remembered then, so that a query meets no key of its own sample
   * @throws IllegalStateException if the loss is not finite; nothing has changed then
   */
  Outcome step(Batch batch, long step, boolean last);

  /** What it alone remembers between steps, in the order of the saved state. */
  default List<? extends Memory> memory() {
    return List.of();
  }

  /**
   * Two items that one user met.
   *
   * @param item its {@link dev.slipstream.memory.ItemHash}
   * @param other likewise
   */
  default void met(long item, long other) {
    memory().forEach(memory -> memory.met(item, other));
  }

  /** Removes what is remembered of an item. */
  default void forget(long item) {
    memory().forEach(memory -> memory.forget(item));
  }

  /**
   * What it tells of itself besides, by name, for people.
   *
   * @param step the learner's count
   */
  default Map<String, Double> measures(long step) {
    return Map.of();
  }

  /** Writes what is remembered. */
  default void save(DataOutputStream out) throws IOException {
    for (Memory memory : memory()) {
      memory.save(out);
    }
  }

  /**
   * Replaces what is remembered by what was saved.
   *
   * @throws IOException if it is damaged
   */
  default void restore(DataInputStream in) throws IOException {
    for (Memory memory : memory()) {
      memory.restore(in);
    }
  }

  @Override
  default void close() {
    memory().forEach(Memory::close);
  }
}
