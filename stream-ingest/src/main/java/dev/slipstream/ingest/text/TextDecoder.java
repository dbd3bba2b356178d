package dev.slipstream.ingest.text;

import dev.slipstream.ingest.Payload;
import dev.slipstream.wire.DeadLetter.Reason;
import dev.slipstream.wire.RefusedException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * From bytes to a text, or a refusal with its reason. Texts are UTF-8, with or without a byte order
 * mark. Immutable and thread-safe.
 */
final class TextDecoder {

  private static final Pattern CHARSET =
      Pattern.compile(";\\s*charset\\s*=\\s*\"?([^\";\\s]+)", Pattern.CASE_INSENSITIVE);
  private static final Pattern UTF8_OR_LESS =
      Pattern.compile("utf-?8|us-ascii", Pattern.CASE_INSENSITIVE);

  private final int maxBytes;

  TextDecoder(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /**
   * The text of these bytes.
   *
   * @param declared a {@code content-type}; empty or {@code application/octet-stream} says nothing
   */
  String decode(byte[] bytes, Optional<String> declared) throws RefusedException {
    Payload.requireLength("text", bytes, maxBytes);
    Optional<String> said = Payload.said(declared);
    if (said.isPresent()) {
      requireText(said.get());
    }
    for (byte b : bytes) {
      if (b == 0) {
        throw said.isPresent()
            ? new RefusedException(
                Reason.CONTENT_TYPE_MISMATCH,
                "The event declares a text but holds zero bytes, which no text in UTF-8 has.")
            : new RefusedException(
                Reason.UNKNOWN_CONTENT_TYPE,
                "The bytes are no text in UTF-8: there are zeros among them.");
      }
    }
    return utf8(bytes);
  }

  private static void requireText(String type) throws RefusedException {
    if (!type.toLowerCase(Locale.ROOT).startsWith("text/")) {
      throw new RefusedException(
          Reason.UNKNOWN_CONTENT_TYPE,
          "The content type " + RefusedException.shown(type) + " is not that of a text.");
    }
    Matcher charset = CHARSET.matcher(type);
    if (charset.find() && !UTF8_OR_LESS.matcher(charset.group(1)).matches()) {
      throw new RefusedException(
          Reason.UNSUPPORTED_ENCODING,
          "The text must be in UTF-8, not in " + RefusedException.shown(charset.group(1)) + ".");
    }
  }

  private static String utf8(byte[] bytes) throws RefusedException {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(in, out, true);
    if (result.isError()) {
      throw new RefusedException(
          Reason.CORRUPT, "The text is not UTF-8: it is malformed at byte " + in.position() + ".");
    }
    return out.flip().toString();
  }
}
