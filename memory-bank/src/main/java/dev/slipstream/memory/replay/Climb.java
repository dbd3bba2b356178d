package dev.slipstream.memory.replay;

import dev.slipstream.memory.PureRandom;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps some of every region the stream ever visited: samples form groups around centroids, which
 * may have only so many members (CLIMB: Lefebvre, Duffner and Lefort 2026, "Centroid-Based
 * Hierarchical Memory for Online Continual Self-Supervised Learning", arXiv:2606.31275; after the
 * description and the defaults of its public code).
 *
 * <p>Taken: a sample farther from all centroids than 95 % of the last 1,000 were begins a young
 * group, the others join the nearest, and young centroids move by 0.1; of too many young groups the
 * one not matched for longest ends; one of enough members settles; of too many settled ones the two
 * most similar become one; samples seen again move their centroid. The numbers of groups and
 * members are the paper's shares of its buffer.
 *
 * <p>Otherwise here, since a buffer stays full: what the paper drops at once waits until room is
 * needed. Then leave, in this order, members of ended groups; random members beyond the most of a
 * settled group; members of young groups but the first of each, the group not matched for longest
 * first; and at last the oldest. Not taken: draws in equal parts from both kinds of groups (draws
 * are uniform), centroids encoded anew, and the distillation, which is no part of a buffer.
 */
final class Climb implements EvictionPolicy {

  private final long seed;
  private Groups groups;

  Climb(long seed) {
    this.seed = seed;
  }

  @Override
  public String name() {
    return "climb";
  }

  @Override
  public void start(Samples samples) {
    groups = new Groups(samples);
    int[] held =
        Arrays.stream(samples.heldSlots())
            .boxed()
            .sorted(Comparator.comparingLong(samples::arrival))
            .mapToInt(Integer::intValue)
            .toArray();
    for (int from = 0; from < held.length; from += Samples.RESERVE) {
      added(samples, Arrays.copyOfRange(held, from, Math.min(held.length, from + Samples.RESERVE)));
    }
  }

  @Override
  public void added(Samples samples, int[] slots) {
    groups.add(samples, slots);
  }

  /** How soon a sample leaves: by rank, then by order, then by arrival. */
  private record Leaving(int slot, int rank, long order, long arrival) {

    private static final Comparator<Leaving> SOONEST =
        Comparator.comparingInt(Leaving::rank)
            .thenComparingLong(Leaving::order)
            .thenComparingLong(Leaving::arrival);
  }

  @Override
  public int[] evict(Samples samples, int excess) {
    List<Leaving> leaving = new ArrayList<>();
    Map<Group, List<Integer>> members = new HashMap<>();
    for (int slot : samples.heldSlots()) {
      Group group = groups.of[slot];
      if (group == null) {
        leaving.add(new Leaving(slot, groups.placed[slot] ? 0 : 3, 0, samples.arrival(slot)));
      } else {
        members.computeIfAbsent(group, g -> new ArrayList<>()).add(slot);
      }
    }
    for (Group group : groups.all) {
      rank(samples, group, members.get(group), leaving);
    }
    return leaving.stream().sorted(Leaving.SOONEST).limit(excess).mapToInt(Leaving::slot).toArray();
  }

  private void rank(Samples samples, Group group, List<Integer> members, List<Leaving> leaving) {
    int kept = group.settled ? groups.mostMembers : 1;
    Comparator<Integer> order =
        group.settled
            ? Comparator.comparingLong(slot -> random(samples, slot))
            : Comparator.comparingLong(samples::arrival);
    members.sort(order);
    for (int i = 0; i < members.size(); i++) {
      int slot = members.get(i);
      long arrival = samples.arrival(slot);
      if (i < kept) {
        leaving.add(new Leaving(slot, 3, 0, arrival));
      } else if (group.settled) {
        leaving.add(new Leaving(slot, 1, random(samples, slot), arrival));
      } else {
        leaving.add(new Leaving(slot, 2, group.lastMatched, arrival));
      }
    }
  }

  private long random(Samples samples, int slot) {
    return PureRandom.bits(seed, samples.arrived(), samples.arrival(slot));
  }

  @Override
  public void removed(Samples samples, int[] slots) {
    groups.remove(slots);
  }

  @Override
  public void seen(Samples samples, int[] slots) {
    groups.seen(samples, slots);
  }

  @Override
  public void save(Samples samples, DataOutput out) throws IOException {
    GroupsState.write(out, samples, groups);
  }

  @Override
  public void restore(Samples samples, DataInput in) throws IOException {
    groups = GroupsState.read(in, samples);
  }
}
