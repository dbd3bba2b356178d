package dev.slipstream.recommend;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The items known, the longest unmet first, and who of them has a vector of its own. Both are
 * bounded. Not thread-safe.
 */
final class Catalogue {

  private final int capacity;
  private final int slots;
  private final Map<String, Item> items = new LinkedHashMap<>();
  private final Deque<Integer> free = new ArrayDeque<>();

  /** Slots taken from their items since {@link #drainFreed}. */
  private final List<Integer> freed = new ArrayList<>();

  private long changes;

  Catalogue(int capacity, int slots) {
    this.capacity = capacity;
    this.slots = slots;
    for (int slot = 1; slot <= slots; slot++) {
      free.add(slot);
    }
  }

  /** The item; one of which nothing is known, and which is not kept, if there is none. */
  Item get(String id) {
    Item item = items.get(id);
    return item != null ? item : new Item(id);
  }

  Collection<Item> items() {
    return items.values();
  }

  /** Grows whenever an item comes or goes. */
  long changes() {
    return changes;
  }

  /** The item, which is known from now on and the last to leave. */
  Item meet(String id) {
    Item item = items.remove(id);
    if (item == null) {
      item = new Item(id);
      changes++;
      if (items.size() == capacity) {
        remove(items.keySet().iterator().next());
      }
    }
    items.put(id, item);
    return item;
  }

  /** Forgets an item. */
  void remove(String id) {
    Item item = items.remove(id);
    if (item != null) {
      release(item);
      changes++;
    }
  }

  /**
   * Makes these the items that are known, and what they say what each is. What was learned of those
   * that are known already stays.
   */
  void know(List<Item> told) {
    Set<String> ids = told.stream().map(item -> item.id).collect(Collectors.toSet());
    List.copyOf(items.keySet()).stream().filter(id -> !ids.contains(id)).forEach(this::remove);
    for (Item is : told) {
      Item item = meet(is.id);
      item.words = is.words;
      item.values = is.values;
      item.group = is.group;
      item.embeddedAt = -1;
    }
  }

  /**
   * Gives an item a slot if it has none; if all are taken, the longest unmet eighth lose theirs.
   */
  void giveSlot(Item item) {
    if (item.slot != 0) {
      return;
    }
    if (free.isEmpty()) {
      items.values().stream()
          .filter(other -> other.slot != 0)
          .limit((slots + 7) / 8)
          .forEach(this::release);
    }
    item.slot = free.remove();
  }

  /** Takes the slots of items that were last met before a time. */
  void expire(long beforeMillis) {
    for (Item item : items.values()) {
      if (item.slot != 0 && item.metMillis < beforeMillis) {
        release(item);
      }
    }
  }

  /** Slots whose vectors must begin anew; each is told once. */
  List<Integer> drainFreed() {
    List<Integer> drained = List.copyOf(freed);
    freed.clear();
    return drained;
  }

  /** Replaces everything; every freed slot has been drained before. */
  void restore(List<Item> saved, List<Integer> savedFree) {
    changes++;
    items.clear();
    free.clear();
    freed.clear();
    saved.forEach(item -> items.put(item.id, item));
    free.addAll(savedFree);
  }

  /** The slots nobody has, in the order they will be given away. */
  List<Integer> free() {
    return List.copyOf(free);
  }

  private void release(Item item) {
    if (item.slot != 0) {
      free.add(item.slot);
      freed.add(item.slot);
      item.slot = 0;
    }
  }
}
