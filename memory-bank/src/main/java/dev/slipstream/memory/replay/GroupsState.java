package dev.slipstream.memory.replay;

import dev.slipstream.memory.StateFloats;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** The groups of {@link Climb} in bytes: the last distances, the groups, who is in which. */
final class GroupsState {

  private static final int NO_GROUP = -1;
  private static final int NOT_PLACED = -2;

  private GroupsState() {}

  static void write(DataOutput out, Samples samples, Groups groups) throws IOException {
    groups.novelty.save(out);
    out.writeInt(groups.all.size());
    for (Group group : groups.all) {
      out.writeBoolean(group.settled);
      out.writeLong(group.lastMatched);
      StateFloats.write(out, group.centroid);
    }
    for (int slot : samples.heldSlots()) {
      Group group = groups.of[slot];
      int none = groups.placed[slot] ? NO_GROUP : NOT_PLACED;
      out.writeInt(group == null ? none : groups.all.indexOf(group));
    }
  }

  static Groups read(DataInput in, Samples samples) throws IOException {
    Groups groups = new Groups(samples);
    groups.novelty = Novelty.read(in);
    int count = in.readInt();
    int most = groups.mostYoung + groups.mostSettled;
    require(count >= 0 && count <= most, "be up to " + most, count);
    for (int i = 0; i < count; i++) {
      boolean settled = in.readBoolean();
      long lastMatched = in.readLong();
      float[] centroid =
          StateFloats.read(in, samples.features().cols(), "replay buffer state: centroids");
      Group group = new Group(centroid, lastMatched);
      group.settled = settled;
      groups.all.add(group);
    }
    for (int slot : samples.heldSlots()) {
      int index = in.readInt();
      require(index >= NOT_PLACED && index < count, "be named from -2 to " + (count - 1), index);
      groups.placed[slot] = index != NOT_PLACED;
      groups.enter(slot, index < 0 ? null : groups.all.get(index));
    }
    for (Group group : groups.all) {
      require(group.members > 0, "have at least 1 member", group.members);
    }
    return groups;
  }

  private static void require(boolean condition, String rule, int found) throws IOException {
    if (!condition) {
      throw new IOException("replay buffer state: groups must " + rule + ", was " + found);
    }
  }
}
