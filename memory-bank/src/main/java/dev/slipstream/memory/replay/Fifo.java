package dev.slipstream.memory.replay;

import java.util.Arrays;

/** The oldest leave first: the buffer is a window over the stream. */
final class Fifo implements EvictionPolicy {

  @Override
  public boolean usesFeatures() {
    return false;
  }

  @Override
  public String name() {
    return "fifo";
  }

  @Override
  public int[] evict(Samples samples, int excess) {
    int[] held = samples.heldSlots();
    long[] arrivals = Arrays.stream(held).mapToLong(samples::arrival).sorted().toArray();
    long last = arrivals[excess - 1];
    return Arrays.stream(held).filter(slot -> samples.arrival(slot) <= last).toArray();
  }
}
