package dev.slipstream.job;

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
final class KnownItems {

  private final int capacity;
  private final List<String> ids = new ArrayList<>();
  private final Map<String, Integer> places = new HashMap<>();
  private int next;

  KnownItems(int capacity) {
    this.capacity = capacity;
  }

  /** All of them, live. */
  List<String> all() {
    return Collections.unmodifiableList(ids);
  }

  boolean contains(String id) {
    return places.containsKey(id);
  }

  void add(String id) {
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

  /** The last one takes the place. */
  void remove(String id) {
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

  void save(DataOutputStream out) throws IOException {
    out.writeInt(next);
    out.writeInt(ids.size());
    for (String id : ids) {
      out.writeUTF(id);
    }
  }

  /** Replaces all. */
  void restore(DataInputStream in) throws IOException {
    ids.clear();
    places.clear();
    int saved = in.readInt();
    for (int left = in.readInt(); left > 0; left--) {
      add(in.readUTF());
    }
    next = saved;
  }
}
