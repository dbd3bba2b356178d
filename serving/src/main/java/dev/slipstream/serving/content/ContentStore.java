package dev.slipstream.serving.content;

import dev.slipstream.wire.Origin;
import java.util.Optional;

/** Fetches an item's original bytes. Thread-safe. */
public interface ContentStore extends AutoCloseable {

  /**
   * The bytes at {@code origin}; empty if they are gone or belong to another item.
   *
   * @throws ContentUnavailableException if they could not be fetched in time
   */
  Optional<byte[]> fetch(String itemId, Origin origin);

  @Override
  void close();
}
