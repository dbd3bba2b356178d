package dev.slipstream.serving.index;

import java.util.List;

/**
 * In which row of which list each item lies: an open-addressing table with linear probing (Knuth
 * 1973, vol. 3, 6.4). It keeps a number for an item and no object: ids are read where the places
 * lead, so a row must hold its id whenever this table is asked. Not thread-safe.
 */
final class Places {

  static final long NONE = -1;

  private static final int SMALLEST = 16;
  private static final int SPREAD = 0x9E3779B9; // 2^32 / golden ratio (Knuth, 6.4)

  private final List<Rows> lists;
  private long[] table = new long[SMALLEST]; // a place + 1; 0 where there is none
  private int size;

  /** None yet, in these lists. */
  Places(List<Rows> lists) {
    this.lists = lists;
  }

  static long of(int list, int row) {
    return (long) list << 32 | row;
  }

  static int list(long place) {
    return (int) (place >>> 32);
  }

  static int row(long place) {
    return (int) place;
  }

  int size() {
    return size;
  }

  /** The item's place; {@link #NONE} if it has none. */
  long get(String id) {
    return table[slot(id)] - 1;
  }

  void put(String id, long place) {
    int slot = slot(id);
    if (table[slot] == 0) {
      size++;
    }
    table[slot] = place + 1;
    if (2 * size > table.length) {
      grow();
    }
  }

  /** Removes the item's place, which there must be, and closes the gap that leaves. */
  void remove(String id) {
    int mask = table.length - 1;
    int gap = slot(id);
    for (int i = (gap + 1) & mask; table[i] != 0; i = (i + 1) & mask) {
      int probed = (i - first(idOf(table[i]))) & mask;
      if (probed >= ((i - gap) & mask)) {
        table[gap] = table[i];
        gap = i;
      }
    }
    table[gap] = 0;
    size--;
  }

  private void grow() {
    long[] old = table;
    table = new long[2 * old.length];
    for (long entry : old) {
      if (entry != 0) {
        table[slot(idOf(entry))] = entry;
      }
    }
  }

  /** Where the item's entry is, or would be. */
  private int slot(String id) {
    int mask = table.length - 1;
    int i = first(id);
    while (table[i] != 0 && !idOf(table[i]).equals(id)) {
      i = (i + 1) & mask;
    }
    return i;
  }

  private int first(String id) {
    return (id.hashCode() * SPREAD) >>> (Integer.numberOfLeadingZeros(table.length) + 1);
  }

  private String idOf(long entry) {
    long place = entry - 1;
    return lists.get(list(place)).id(row(place));
  }
}
