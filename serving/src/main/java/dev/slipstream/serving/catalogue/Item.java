package dev.slipstream.serving.catalogue;

import dev.slipstream.wire.Listing;
import dev.slipstream.wire.Origin;

/**
 * What is known of an item besides its vector.
 *
 * @param origin where its raw bytes lie in Kafka
 * @param contentType of those bytes
 * @param listing its tags, and whether it is to be had
 * @param eventTimeMillis Unix time of the event, UTC
 * @param embedTimeMillis Unix time it was embedded, UTC
 */
public record Item(
    Origin origin,
    String contentType,
    Listing listing,
    long eventTimeMillis,
    long embedTimeMillis) {

  /** One object stands for all listings that say nothing: most do not, of a million items. */
  public Item {
    Listing nothing = Listing.getDefaultInstance();
    listing = listing.equals(nothing) ? nothing : listing;
  }

  /** One without tags that is to be had. */
  public Item(Origin origin, String contentType, long eventTimeMillis, long embedTimeMillis) {
    this(origin, contentType, Listing.getDefaultInstance(), eventTimeMillis, embedTimeMillis);
  }

  /**
   * The same, with what equals another's taken from there, so that one of the two can be forgotten.
   */
  Item sharing(Item other) {
    return other == null
        ? this
        : new Item(
            other.origin.equals(origin) ? other.origin : origin,
            contentType,
            other.listing.equals(listing) ? other.listing : listing,
            eventTimeMillis,
            embedTimeMillis);
  }
}
