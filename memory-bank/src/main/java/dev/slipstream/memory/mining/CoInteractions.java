package dev.slipstream.memory.mining;

import dev.slipstream.memory.Memory;
import dev.slipstream.memory.StateCheck;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Items that the same user met within a short time are alike (as words of one sentence are: Barkan
 * and Koenigstein 2016, "Item2Vec", arXiv:1603.04259). Who met what is told pair by pair; of each
 * item the newest partners are remembered, and of all items those met last. Not thread-safe.
 */
public final class CoInteractions implements PositiveMiner, Memory {

  private static final int FORMAT = 0x43_4f_49_01; // "COI", 1
  private static final StateCheck STATE = new StateCheck("co-interaction state");

  private final int capacity;
  private final int most;

  /** The partners of each item, newest first; the item not met for longest first. */
  private Map<Long, long[]> partners = new LinkedHashMap<>();

  /**
   * Knows of no pairs.
   *
   * @param capacity items remembered, at least 2
   * @param most partners of an item, at least 1
   */
  public CoInteractions(int capacity, int most) {
    requireAtLeast("capacity", capacity, 2);
    requireAtLeast("most", most, 1);
    this.capacity = capacity;
    this.most = most;
  }

  /** An item does not become its own partner. */
  @Override
  public void met(long item, long other) {
    if (item != other) {
      add(item, other);
      add(other, item);
    }
  }

  private void add(long item, long partner) {
    long[] known = partners.remove(item);
    LongStream others =
        known == null
            ? LongStream.empty()
            : Arrays.stream(known).filter(other -> other != partner).limit(most - 1L);
    partners.put(item, LongStream.concat(LongStream.of(partner), others).toArray());
    if (partners.size() > capacity) {
      Iterator<Long> oldest = partners.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
  }

  /** Items remembered. */
  public int items() {
    return partners.size();
  }

  /** The partners of an item, newest first; a copy. */
  public long[] partners(long item) {
    return partners.getOrDefault(item, new long[0]).clone();
  }

  @Override
  public int[][] positives(RowFacts queries, RowFacts candidates) {
    RowsByKey byItem = new RowsByKey(candidates.items());
    return IntStream.range(0, queries.rows())
        .mapToObj(
            query ->
                Arrays.stream(partners(queries.items()[query]))
                    .mapToObj(byItem::rows)
                    .flatMapToInt(rows -> rows)
                    .sorted()
                    .toArray())
        .toArray(int[][]::new);
  }

  /**
   * Removes an item and every pair it is of.
   *
   * @return 1 if it was known, else 0
   */
  @Override
  public int forget(long item) {
    int known = partners.remove(item) == null ? 0 : 1;
    partners.replaceAll(
        (other, all) -> Arrays.stream(all).filter(partner -> partner != item).toArray());
    partners.values().removeIf(left -> left.length == 0);
    return known;
  }

  /** Writes all pairs. The same pairs in the same order give the same bytes. */
  @Override
  public void save(DataOutputStream out) throws IOException {
    out.writeInt(FORMAT);
    out.writeInt(partners.size());
    for (Map.Entry<Long, long[]> entry : partners.entrySet()) {
      out.writeLong(entry.getKey());
      out.writeInt(entry.getValue().length);
      for (long partner : entry.getValue()) {
        out.writeLong(partner);
      }
    }
  }

  /**
   * Replaces all pairs by those {@link #save} wrote; unchanged if that fails. Reads no byte beyond.
   *
   * @throws IOException if there are more than are remembered here, or the bytes end early
   */
  @Override
  public void restore(DataInputStream in) throws IOException {
    int format = in.readInt();
    STATE.require(format == FORMAT, "must begin as pairs do, was " + Integer.toHexString(format));
    int items = in.readInt();
    STATE.require(
        items >= 0 && items <= capacity, "must be of up to " + capacity + " items, was " + items);
    Map<Long, long[]> read = new LinkedHashMap<>();
    for (int i = 0; i < items; i++) {
      long item = in.readLong();
      int count = in.readInt();
      STATE.require(
          count >= 1 && count <= most, "must be of 1 to " + most + " partners, was " + count);
      long[] others = new long[count];
      for (int j = 0; j < count; j++) {
        others[j] = in.readLong();
      }
      STATE.require(read.put(item, others) == null, "must name an item once, was " + item);
    }
    partners = read;
  }

  @Override
  public void close() {}

  private static void requireAtLeast(String name, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(name + ": must be >= " + least + ", was " + value);
    }
  }
}
