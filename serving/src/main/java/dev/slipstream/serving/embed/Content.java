package dev.slipstream.serving.embed;

import java.util.Optional;

/**
 * What is to be embedded. Immutable by convention: the bytes are not changed.
 *
 * @param encoder by which one
 * @param version by which of its versions
 * @param bytes UTF-8 text, or a file
 * @param contentType as declared, if it was
 */
public record Content(String encoder, long version, byte[] bytes, Optional<String> contentType) {}
