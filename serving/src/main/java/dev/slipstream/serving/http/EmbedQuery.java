package dev.slipstream.serving.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * A body of {@code POST /v1/embed}: either a text or a content.
 *
 * @param text as it is
 * @param content a file's bytes, in base64
 * @param contentType of the content; null where its bytes are to tell
 * @param encoder null for the preferred one
 * @param version null for the one served
 */
record EmbedQuery(
    @JsonProperty("text") String text,
    @JsonProperty("content") String content,
    @JsonProperty("contentType") String contentType,
    @JsonProperty("encoder") String encoder,
    @JsonProperty("version") Long version) {

  EmbedQuery {
    if ((text == null) == (content == null)) {
      throw new IllegalArgumentException(
          "body: must have either text or content, had " + (text == null ? "neither" : "both"));
    }
    if (text != null && contentType != null) {
      throw new IllegalArgumentException("contentType: must be of a content, was of a text");
    }
  }

  /**
   * The bytes as a producer would send them.
   *
   * @throws ProblemException if the content is not base64
   */
  byte[] bytes() {
    if (text != null) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    try {
      return Base64.getDecoder().decode(content);
    } catch (IllegalArgumentException e) {
      throw ProblemException.badBody("content: must be base64: " + e.getMessage());
    }
  }

  /** As a producer would declare it. */
  Optional<String> declared() {
    return text == null ? Optional.ofNullable(contentType) : Optional.of("text/plain");
  }
}
