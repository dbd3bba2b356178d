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
public record Item(Origin origin, String contentType, long eventTimeMillis, long embedTimeMillis) {}
