package dev.slipstream.infra.data;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** When something happened, as people write it. */
final class EventTime {

  private static final long MILLIS_FROM = 100_000_000_000L; // in seconds: the year 5138

  private EventTime() {}

  /**
   * Reads Unix seconds (whole or with a fraction), Unix milliseconds, or ISO 8601: a date, with or
   * without a time, UTC where it has no offset.
   *
   * @throws IOException if it is none of these
   */
  static Instant parse(String text) throws IOException {
    String stripped = text.strip();
    try {
      if (stripped.matches("\\d{1,16}(\\.\\d{1,9})?")) {
        return ofNumber(stripped);
      }
      String iso = stripped.replaceFirst(" ", "T");
      if (!iso.contains("T")) {
        return LocalDate.parse(iso).atStartOfDay(ZoneOffset.UTC).toInstant();
      }
      return iso.matches(".*T.*(Z|z|[+-]\\d\\d(:?\\d\\d)?)")
          ? OffsetDateTime.parse(iso).toInstant()
          : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      throw new IOException(
          "has a time that is neither Unix seconds or milliseconds nor ISO 8601: " + stripped, e);
    }
  }

  private static Instant ofNumber(String number) {
    int point = number.indexOf('.');
    long whole = Long.parseLong(point < 0 ? number : number.substring(0, point));
    if (whole >= MILLIS_FROM) {
      return Instant.ofEpochMilli(whole);
    }
    long millis = point < 0 ? 0 : (long) (1000 * Double.parseDouble("0" + number.substring(point)));
    return Instant.ofEpochSecond(whole).plusMillis(millis);
  }
}
