package dev.slipstream.memory.replay;

import dev.slipstream.matrix.Matrix;
import dev.slipstream.matrix.Scope;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Minimum redundancy: of the samples seen at least once, the one whose nearest neighbour is closest
 * leaves, then the next (Purushwalkam, Morgado and Gupta 2022, "The Challenges of Continuous
 * Self-Supervised Learning", arXiv:2203.12710, section 4.2). Near is the cosine of the features;
 * neighbours are all samples held, seen or not. Of two that are as near the older leaves. Where all
 * that were seen have left, the others follow by the same rule, and at last, oldest first, those
 * whose features were not told yet: they have no neighbours and cost no product.
 */
final class MinRed implements EvictionPolicy {

  private Neighbours neighbours = new Neighbours(0);

  /** A sample to leave, most redundant first; its similarity may have fallen since. */
  private record Candidate(int slot, float similarity, long arrival)
      implements Comparable<Candidate> {

    @Override
    public int compareTo(Candidate other) {
      int nearer = Float.compare(other.similarity, similarity);
      return nearer != 0 ? nearer : Long.compare(arrival, other.arrival);
    }
  }

  @Override
  public String name() {
    return "minred";
  }

  @Override
  public void start(Samples samples) {
    neighbours = new Neighbours(samples.slots());
    added(samples, samples.heldSlots());
  }

  @Override
  public void added(Samples samples, int[] slots) {
    int[] told = told(samples.features(), slots);
    if (told.length > 0) {
      neighbours.add(samples.features(), told);
    }
  }

  /** The slots whose features are not zeros. */
  private static int[] told(Matrix features, int[] slots) {
    if (slots.length == 0) {
      return slots;
    }
    try (Scope scope = features.device().scope()) {
      float[] lengths = features.gather(slots).rowNorm().toArray();
      return IntStream.range(0, slots.length)
          .filter(i -> lengths[i] > 0)
          .map(i -> slots[i])
          .toArray();
    }
  }

  @Override
  public int[] evict(Samples samples, int excess) {
    int[] untold =
        Arrays.stream(samples.heldSlots())
            .filter(slot -> !neighbours.isKnown(slot))
            .boxed()
            .sorted(Comparator.comparingLong(samples::arrival))
            .mapToInt(Integer::intValue)
            .toArray();
    int[] victims = new int[excess];
    int seen = evict(samples, victims, 0, slot -> samples.timesSeen(slot) > 0);
    int found = evict(samples, victims, seen, slot -> true);
    System.arraycopy(untold, 0, victims, found, excess - found);
    return victims;
  }

  /** Adds victims from the count on, as many as there are to have; returns their new count. */
  private int evict(Samples samples, int[] victims, int count, IntPredicate eligible) {
    if (count == victims.length) {
      return count;
    }
    PriorityQueue<Candidate> candidates =
        new PriorityQueue<>(
            Arrays.stream(samples.heldSlots())
                .filter(neighbours::isKnown)
                .filter(eligible)
                .mapToObj(slot -> candidate(samples, slot))
                .toList());
    int found = count;
    while (found < victims.length && !candidates.isEmpty()) {
      int slot = candidates.peek().slot;
      if (neighbours.isVague(slot)) {
        neighbours.refill(samples.features());
      }
      Candidate first = candidates.poll();
      if (neighbours.similarity(slot) < first.similarity) {
        candidates.add(candidate(samples, slot));
      } else {
        neighbours.remove(slot);
        victims[found++] = slot;
      }
    }
    return found;
  }

  private Candidate candidate(Samples samples, int slot) {
    return new Candidate(slot, neighbours.similarity(slot), samples.arrival(slot));
  }

  @Override
  public void removed(Samples samples, int[] slots) {
    for (int slot : slots) {
      neighbours.remove(slot);
    }
    neighbours.purge();
  }

  @Override
  public void seen(Samples samples, int[] slots) {
    removed(samples, slots);
    neighbours.add(samples.features(), slots);
  }

  @Override
  public void save(Samples samples, DataOutput out) throws IOException {
    neighbours.save(out, samples.heldSlots());
  }

  @Override
  public void restore(Samples samples, DataInput in) throws IOException {
    neighbours = Neighbours.read(in, samples.slots(), samples.heldSlots());
  }
}
