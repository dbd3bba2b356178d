package dev.slipstream.memory.replay;

import dev.slipstream.memory.PureRandom;
import java.util.Arrays;

/**
 * A uniform sample of all that ever arrived: the t-th sample stays with probability capacity / t,
 * in the place of a random one (Algorithm R: Vitter 1985, "Random Sampling with a Reservoir", ACM
 * TOMS 11). The place of a forgotten sample goes to the next that arrives.
 */
final class Reservoir implements EvictionPolicy {

  private final long seed;

  Reservoir(long seed) {
    this.seed = seed;
  }

  @Override
  public boolean usesFeatures() {
    return false;
  }

  @Override
  public String name() {
    return "reservoir";
  }

  @Override
  public int[] evict(Samples samples, int excess) {
    long first = samples.arrived() - excess; // the newest are judged, in the order of arrival
    int[] held = samples.heldSlots();
    int[] residents = Arrays.stream(held).filter(slot -> samples.arrival(slot) < first).toArray();
    int[] newest = new int[excess];
    for (int slot : held) {
      if (samples.arrival(slot) >= first) {
        newest[(int) (samples.arrival(slot) - first)] = slot;
      }
    }
    int[] victims = new int[excess];
    for (int i = 0; i < excess; i++) {
      long arrival = first + i;
      long place = PureRandom.below(arrival + 1, seed, arrival, 0);
      if (place < residents.length) {
        victims[i] = residents[(int) place];
        residents[(int) place] = newest[i];
      } else {
        victims[i] = newest[i];
      }
    }
    return victims;
  }
}
