package dev.slipstream.infra.data;

import java.time.Instant;
import java.util.Optional;

/**
 * An item as its bytes, not looked into.
 *
 * @param id stable name
 * @param label the class, where the set tells one
 * @param modality of the bytes
 * @param contentType media type of the bytes
 * @param payload the bytes; not copied
 * @param time when it happened, where the set tells
 */
public record EncodedItem(
    String id,
    Optional<String> label,
    Modality modality,
    String contentType,
    byte[] payload,
    Optional<Instant> time)
    implements Item {}
