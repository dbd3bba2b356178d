package dev.slipstream.job.ranking;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The ids of a recommender's items, each at a place, so that some can be drawn. Where there are
 * more than fit, a new one takes the place of another, of each in turn. Not thread-safe.
 */
public final class KnownItems {

  private final int capacity;
  private final List<String> ids = new ArrayList<>();
  private final Map<String, Integer> places = new HashMap<>();
  private int next;

  /**
   * None yet.
   *
   * @param capacity most items, > 0
   */
  public KnownItems(int capacity) {
    this.capacity = capacity;
  }

  /** All of them, live. */
  List<String> all() {
    return Collections.unmodifiableList(ids);
  }

  boolean contains(String id) {
    return places.containsKey(id);
  }

  /** Adds an item, unless it is known. */
  public void add(String id) {
    if (places.containsKey(id)) {
      return;
    }
    if (ids.size() < capacity) {
      places.put(id, ids.size());
      ids.add(id);
      return;
    }
    next = next % capacity;
    places.remove(ids.set(next, id));
    places.put(id, next++);
  }

  /** Removes an item, if it is known; the last one takes its place. */
  public void remove(String id) {
    Integer place = places.remove(id);
    if (place == null) {
      return;
    }
    String last = ids.remove(ids.size() - 1);
    if (place < ids.size()) {
      ids.set(place, last);
      places.put(last, place);
    }
  }

  /** Writes all, with their places. */
  public void save(DataOutputStream out) throws IOException {
    out.writeInt(next);
    out.writeInt(ids.size());
    for (String id : ids) {
      out.writeUTF(id);
    }
  }

  /** Replaces all by what was saved. */
  public void restore(DataInputStream in) throws IOException {
    ids.clear();
    places.clear();
    int saved = in.readInt();
    for (int left = in.readInt(); left > 0; left--) {
      add(in.readUTF());
    }
    next = saved;
  }
}
