package dev.slipstream.ingest;

import com.google.protobuf.ByteString;
import dev.slipstream.wire.DeadLetter;
import dev.slipstream.wire.Origin;
import dev.slipstream.wire.RefusedException;
import java.util.Arrays;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.streams.processor.api.Record;

/** Writes down what was refused, in bounded size whatever came. */
final class DeadLetters {

  private static final int MAX_HEADERS = 64;
  private static final int MAX_HEADER_BYTES = 1024; // of each name and each value
  private static final byte[] NOTHING = {};

  private DeadLetters() {}

  /** The letter's key: the event's, cut at the limit of keys. */
  static byte[] key(Record<byte[], byte[]> event, IngestConfig config) {
    return isLong(event.key(), config.maxKeyBytes())
        ? Arrays.copyOf(event.key(), config.maxKeyBytes())
        : event.key();
  }

  /** The letter: all of the event that fits into its limits, and what did not fit. */
  static DeadLetter of(
      Record<byte[], byte[]> event,
      Origin origin,
      RefusedException why,
      long nowMillis,
      IngestConfig config) {
    byte[] payload = event.value() == null ? NOTHING : event.value();
    DeadLetter.Builder letter =
        DeadLetter.newBuilder()
            .setOrigin(origin)
            .setReason(why.reason())
            .setDetail(why.getMessage())
            .setTimeMillis(nowMillis)
            .setPayload(cut(payload, config.deadLetterBytes()))
            .setPayloadBytes(payload.length)
            .setPayloadSha256(DigestUtils.sha256Hex(payload))
            .setPayloadNull(event.value() == null)
            .setCut(isLong(event.key(), config.maxKeyBytes()));
    for (Header header : event.headers()) {
      if (letter.getHeadersCount() == MAX_HEADERS) {
        return letter.setCut(true).build();
      }
      add(header, letter);
    }
    return letter.build();
  }

  private static void add(Header header, DeadLetter.Builder letter) {
    dev.slipstream.wire.Header.Builder kept =
        dev.slipstream.wire.Header.newBuilder().setKey(header.key());
    if (header.key().length() > MAX_HEADER_BYTES) {
      kept.setKey(header.key().substring(0, MAX_HEADER_BYTES));
      letter.setCut(true);
    }
    if (header.value() == null) {
      kept.setValueNull(true);
    } else {
      kept.setValue(cut(header.value(), MAX_HEADER_BYTES));
      letter.setCut(letter.getCut() || header.value().length > MAX_HEADER_BYTES);
    }
    letter.addHeaders(kept);
  }

  private static boolean isLong(byte[] key, int most) {
    return key != null && key.length > most;
  }

  private static ByteString cut(byte[] bytes, int most) {
    return ByteString.copyFrom(bytes, 0, Math.min(bytes.length, most));
  }
}
