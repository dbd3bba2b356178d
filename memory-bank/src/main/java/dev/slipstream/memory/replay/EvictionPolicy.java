package dev.slipstream.memory.replay;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Which samples a full {@link ReplayBuffer} gives up. The buffer holds the samples; a policy holds
 * only what it has worked out about them, so that one can take the place of another. A policy
 * belongs to one buffer, which tells it of every change. Same samples, same calls: same victims.
 */
public interface EvictionPolicy {

  /** What it is chosen by; see {@link EvictionPolicies}. */
  String name();

  /** Whether its choices depend on the samples' features. */
  default boolean usesFeatures() {
    return true;
  }

  /** Forgets all it knew and begins with the samples held. */
  default void start(Samples samples) {}

  /** New samples are in these slots, in the order of their arrival. */
  default void added(Samples samples, int[] slots) {}

  /**
   * Chooses samples to leave. The newest came in the last {@link #added}, and one more than {@link
   * Samples#capacity()} can be held for each to leave.
   *
   * @param excess how many, at least 1
   * @return that many slots, each held, none twice
   */
  int[] evict(Samples samples, int excess);

  /** These slots are free now: their samples were evicted or forgotten. */
  default void removed(Samples samples, int[] slots) {}

  /** The samples in these slots, none twice, were seen and have new features. */
  default void seen(Samples samples, int[] slots) {}

  /** Writes what it knows. The same knowledge gives the same bytes. */
  default void save(Samples samples, DataOutput out) throws IOException {}

  /**
   * Replaces all it knows by what {@link #save} wrote of the same samples; unchanged if that fails.
   *
   * @throws IOException if the bytes end early or contradict themselves or the samples
   */
  default void restore(Samples samples, DataInput in) throws IOException {}
}
