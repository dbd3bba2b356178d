package dev.slipstream.memory.replay;

import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.matrix.Scope;
import dev.slipstream.memory.UnitVectors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Who is near whom, for {@link Climb}. Young groups come and go; one that has enough members
 * settles, and the two nearest of too many settled ones become one.
 */
final class Groups {

  /** How far a young group moves towards a new member. */
  private static final float YOUNG_RATE = 0.1f;

  /** How far a group moves towards a member seen again, divided by its members. */
  private static final float SEEN_RATE = 0.5f;

  final int mostMembers;
  final int mostYoung;
  final int mostSettled;

  /** The group of the sample in a slot; none if its group ended or it was not placed yet. */
  final Group[] of;

  /** Whether the sample in a slot had a feature to place it by. */
  final boolean[] placed;

  private final int width;
  final List<Group> all = new ArrayList<>();
  Novelty novelty = new Novelty();

  /** The paper's shares of a buffer of 2,500: 60 settled groups of 30 members, and 100 young. */
  Groups(Samples samples) {
    int capacity = samples.capacity();
    mostMembers = (int) Math.min(30, Math.max(2, Math.round(Math.sqrt(0.36 * capacity))));
    mostSettled = (int) Math.max(2, Math.round(0.72 * capacity / mostMembers));
    mostYoung = (int) Math.max(2, Math.round(0.04 * capacity));
    of = new Group[samples.slots()];
    placed = new boolean[samples.slots()];
    width = samples.features().cols();
  }

  /**
   * Puts new samples into the nearest group, those far from all into groups of their own. One whose
   * feature is not told yet waits until it is seen.
   */
  void add(Samples samples, int[] slots) {
    List<Group> before = List.copyOf(all);
    float[] features = features(samples, slots);
    float[] cosines = cosines(samples.features(), slots);
    float threshold = novelty.threshold();
    List<Group> begun = new ArrayList<>();
    for (int row = 0; row < slots.length; row++) {
      int from = row * width;
      if (IntStream.range(from, from + width).allMatch(at -> features[at] == 0)) {
        continue;
      }
      Group nearest = null;
      float most = Float.NEGATIVE_INFINITY;
      for (int i = 0; i < before.size(); i++) {
        float cosine = cosines[row * before.size() + i];
        if (cosine > most && !before.get(i).dissolved) {
          most = cosine;
          nearest = before.get(i);
        }
      }
      for (Group group : begun) {
        float cosine = group.dissolved ? Float.NEGATIVE_INFINITY : group.cosine(features, from);
        if (cosine > most) {
          most = cosine;
          nearest = group;
        }
      }
      placed[slots[row]] = true;
      long arrival = samples.arrival(slots[row]);
      if (nearest == null || 1 - most > threshold) {
        begun.add(begin(slots[row], arrival, features, from));
      } else {
        join(nearest, slots[row], arrival, features, from);
      }
      if (nearest != null) {
        novelty.add(1 - most);
      }
    }
  }

  /** Of the samples in slots with the centroids of all groups, {@code [slots.length, groups]}. */
  private float[] cosines(Matrix features, int[] slots) {
    if (all.isEmpty()) {
      return new float[0];
    }
    try (Scope scope = features.device().scope()) {
      Matrix centroids = UnitVectors.of(centroids(features.device()));
      return features.gather(slots).matmulTransposed(centroids).toArray();
    }
  }

  private Matrix centroids(Device device) {
    float[] values = new float[all.size() * width];
    for (int i = 0; i < all.size(); i++) {
      System.arraycopy(all.get(i).centroid, 0, values, i * width, width);
    }
    return device.of(values, all.size(), width);
  }

  private Group begin(int slot, long arrival, float[] features, int from) {
    float[] centroid = Arrays.copyOfRange(features, from, from + width);
    Group group = new Group(centroid, arrival);
    all.add(group);
    enter(slot, group);
    List<Group> young = all.stream().filter(other -> !other.settled).toList();
    if (young.size() > mostYoung) {
      dissolve(Collections.min(young, Comparator.comparingLong(other -> other.lastMatched)), null);
    }
    return group;
  }

  private void join(Group group, int slot, long arrival, float[] features, int from) {
    enter(slot, group);
    group.lastMatched = arrival;
    if (!group.settled) {
      group.move(YOUNG_RATE, features, from);
      group.settled = group.members >= mostMembers;
      if (group.settled && all.stream().filter(other -> other.settled).count() > mostSettled) {
        mergeNearest();
      }
    }
  }

  /** Makes one of the two most similar settled groups. */
  private void mergeNearest() {
    List<Group> settled = all.stream().filter(group -> group.settled).toList();
    Group first = settled.get(0);
    Group second = settled.get(1);
    float most = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < settled.size(); i++) {
      for (int j = 0; j < i; j++) {
        float cosine = settled.get(i).cosine(settled.get(j).centroid, 0);
        if (cosine > most) {
          most = cosine;
          first = settled.get(j);
          second = settled.get(i);
        }
      }
    }
    first.move(0.5f, second.centroid, 0);
    first.lastMatched = Math.max(first.lastMatched, second.lastMatched);
    dissolve(second, first);
  }

  /** Ends a group; its members go to another, or to none. */
  private void dissolve(Group group, Group heir) {
    group.dissolved = true;
    all.remove(group);
    for (int slot = 0; slot < of.length; slot++) {
      if (of[slot] == group) {
        enter(slot, heir);
      }
    }
  }

  void enter(int slot, Group group) {
    of[slot] = group;
    if (group != null) {
      group.members++;
    }
  }

  /** Takes samples that left out of their groups; a group without members ends. */
  void remove(int[] slots) {
    for (int slot : slots) {
      Group group = of[slot];
      of[slot] = null;
      placed[slot] = false;
      if (group != null && --group.members == 0) {
        group.dissolved = true;
        all.remove(group);
      }
    }
  }

  /** Moves groups towards the features of members that were seen again, and places who waited. */
  void seen(Samples samples, int[] slots) {
    int[] waiting = Arrays.stream(slots).filter(slot -> !placed[slot]).toArray();
    int[] again = Arrays.stream(slots).filter(slot -> of[slot] != null).toArray();
    if (again.length > 0) {
      float[] features = features(samples, again);
      for (int row = 0; row < again.length; row++) {
        Group group = of[again[row]];
        group.move(SEEN_RATE / group.members, features, row * width);
      }
    }
    if (waiting.length > 0) {
      add(samples, waiting);
    }
  }

  private static float[] features(Samples samples, int[] slots) {
    try (Matrix rows = samples.features().gather(slots)) {
      return rows.toArray();
    }
  }
}
