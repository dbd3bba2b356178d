package dev.slipstream.ingest;

import dev.slipstream.wire.DeadLetter.Reason;
import dev.slipstream.wire.RefusedException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** What every raw event carries beside its payload, whatever its modality. */
final class RawEvent {

  static final String CONTENT_TYPE = "content-type";
  static final String EVENT_TIME = "ce_time";

  /** How far a producer's clock may be ahead. */
  private static final Duration MAX_AHEAD = Duration.ofDays(1);

  private RawEvent() {}

  /** The item's id: the key as UTF-8. */
  static String itemId(byte[] key, int maxBytes) throws RefusedException {
    if (key == null || key.length == 0) {
      throw new RefusedException(Reason.MISSING_KEY, "The event has no key to name its item.");
    }
    if (key.length > maxBytes) {
      throw new RefusedException(
          Reason.KEY_TOO_LONG,
          "The key has " + key.length + " bytes; at most " + maxBytes + " are taken.");
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(key)).toString();
    } catch (CharacterCodingException e) {
      throw new RefusedException(Reason.KEY_TOO_LONG, "The key is not UTF-8 text.");
    }
  }

  /** A header's last value as text. */
  static Optional<String> header(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    return header == null || header.value() == null
        ? Optional.empty()
        : Optional.of(new String(header.value(), StandardCharsets.UTF_8));
  }

  /** Unix milliseconds: of the header where there is one, else of the record itself. */
  static long eventTimeMillis(Headers headers, long recordMillis, long nowMillis)
      throws RefusedException {
    Optional<String> text = header(headers, EVENT_TIME);
    if (text.isEmpty()) {
      return requireSane(recordMillis, nowMillis, "record's timestamp");
    }
    try {
      return requireSane(
          OffsetDateTime.parse(text.get()).toInstant().toEpochMilli(), nowMillis, EVENT_TIME);
    } catch (DateTimeException | ArithmeticException e) {
      throw new RefusedException(Reason.BAD_EVENT_TIME, "The header ce_time is no RFC 3339 time.");
    }
  }

  private static long requireSane(long millis, long nowMillis, String what)
      throws RefusedException {
    if (millis <= 0 || millis > nowMillis + MAX_AHEAD.toMillis()) {
      throw new RefusedException(
          Reason.BAD_EVENT_TIME,
          "The " + what + " must be after 1970 and not a day ahead, was " + shown(millis) + ".");
    }
    return millis;
  }

  private static String shown(long millis) {
    return millis <= 0 ? millis + " ms" : Instant.ofEpochMilli(millis).toString();
  }
}
