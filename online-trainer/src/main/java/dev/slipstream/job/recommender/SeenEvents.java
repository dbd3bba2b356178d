package dev.slipstream.job.recommender;

import dev.slipstream.memory.ItemHash;
import dev.slipstream.wire.Interaction;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The newest events, by a hash of their source and id, in the order they first came: as many as
 * fit. Not thread-safe.
 */
final class SeenEvents {

  private final int capacity;
  private final Set<Long> hashes = new LinkedHashSet<>();

  SeenEvents(int capacity) {
    this.capacity = capacity;
  }

  /** Takes in an event; false if it is known. */
  boolean add(Interaction event) {
    // No source has a zero byte, so no two pairs of source and id make one text.
    if (!hashes.add(ItemHash.of(event.getSource() + "\0" + event.getEventId()))) {
      return false;
    }
    evict();
    return true;
  }

  int size() {
    return hashes.size();
  }

  void save(OutputStream stream) throws IOException {
    DataOutputStream out = new DataOutputStream(stream);
    out.writeInt(hashes.size());
    for (long hash : hashes) {
      out.writeLong(hash);
    }
    out.flush();
  }

  /** Replaces what is known; of more than fit the newest are kept. */
  void restore(InputStream stream) throws IOException {
    DataInputStream in = new DataInputStream(stream);
    hashes.clear();
    for (int left = in.readInt(); left > 0; left--) {
      hashes.add(in.readLong());
      evict();
    }
  }

  private void evict() {
    if (hashes.size() > capacity) {
      Iterator<Long> oldest = hashes.iterator();
      oldest.next();
      oldest.remove();
    }
  }
}
