package dev.slipstream.infra.data;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Where a data set's items lie: a listing, and one item at a time. Thread-safe. */
interface ItemSource<T> extends Closeable {

  /** All items, in file order. */
  List<Entry> entries();

  /** Reads the item at a position of {@link #entries}. */
  T read(int position) throws IOException;

  /**
   * One item of the listing.
   *
   * @param id its stable name
   * @param label its class, if the set tells one
   * @param group what it shares with items that are almost the same; these are kept out of learning
   *     together
   */
  record Entry(String id, Optional<String> label, String group) {

    /** An item that is like no other. */
    Entry(String id, Optional<String> label) {
      this(id, label, id);
    }
  }
}
