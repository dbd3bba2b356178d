package dev.slipstream.serving.client;

/**
 * A content's vector.
 *
 * @param version compare it with vectors of this one alone
 * @param vector of length 1
 */
public record ContentEmbedding(String encoder, long version, float[] vector) {}
