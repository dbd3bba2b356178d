package dev.slipstream.job.publication;

import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The first items of a stream, each as it first came, on which versions are compared. Bounded in
 * number and bytes. One that goes makes place for another, which comes last. Not thread-safe.
 */
public final class Anchors<T extends Message> {

  private static final long MOST_BYTES = 8L << 20;

  private final int capacity;
  private final Map<String, T> byItem = new LinkedHashMap<>();
  private long bytes;

  /**
   * None yet.
   *
   * @param capacity most items; with 0 there are never any
   */
  public Anchors(int capacity) {
    this.capacity = capacity;
  }

  /** In the order they came. */
  public List<T> elements() {
    return List.copyOf(byItem.values());
  }

  /** Adds what tells of an item, unless it is one of these or there is no place. */
  public void offer(String item, T element) {
    int size = element.getSerializedSize();
    if (byItem.size() < capacity
        && bytes + size <= MOST_BYTES
        && byItem.putIfAbsent(item, element) == null) {
      bytes += size;
    }
  }

  /** Removes some; gives the places where they were, the last first. */
  public List<Integer> remove(Predicate<T> gone) {
    List<Integer> places = new ArrayList<>();
    int place = 0;
    for (T element : byItem.values()) {
      if (gone.test(element)) {
        places.add(0, place);
        bytes -= element.getSerializedSize();
      }
      place++;
    }
    byItem.values().removeIf(gone);
    return places;
  }
}
