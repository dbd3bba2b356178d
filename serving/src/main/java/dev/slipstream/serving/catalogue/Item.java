package dev.slipstream.serving.catalogue;

import dev.slipstream.wire.Origin;

/**
 * What is known of an item besides its vector.
 *
 * @param origin where its raw bytes lie in Kafka
 * @param contentType of those bytes
 * @param eventTimeMillis Unix time of the event, UTC
 * @param embedTimeMillis Unix time it was embedded, UTC
 */
public record Item(Origin origin, String contentType, long eventTimeMillis, long embedTimeMillis) {

  /** The same, with another's origin if they are equal, so that one of the two can be forgotten. */
  Item sharing(Item other) {
    return other == null || !other.origin.equals(origin)
        ? this
        : new Item(other.origin, contentType, eventTimeMillis, embedTimeMillis);
  }
}
