package dev.slipstream.serving.client;

/**
 * An item's vector.
 *
 * @param eventTime of the item, RFC 3339
 * @param embedTime when the vector was made
 * @param vector of length 1
 */
public record ItemEmbedding(
    String id,
    String encoder,
    long version,
    String eventTime,
    String embedTime,
    String contentType,
    float[] vector) {}
