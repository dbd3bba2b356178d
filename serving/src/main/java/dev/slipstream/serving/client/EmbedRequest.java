package dev.slipstream.serving.client;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Base64;

/**
 * Asks for a content's vector.
 *
 * @param text as it is, or null where there is a content
 * @param content a file's bytes, in base64
 * @param contentType of the content; null where its bytes are to tell
 * @param encoder which one; null for the preferred one
 * @param version only this one may answer; null for the one served
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EmbedRequest(
    String text, String content, String contentType, String encoder, Long version) {

  /** Of a text. */
  public static EmbedRequest ofText(String text, String encoder) {
    return new EmbedRequest(text, null, null, encoder, null);
  }

  /** Of an image or a sound. */
  public static EmbedRequest ofContent(byte[] bytes, String encoder) {
    return new EmbedRequest(null, Base64.getEncoder().encodeToString(bytes), null, encoder, null);
  }
}
