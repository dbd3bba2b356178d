package dev.slipstream.ingest;

import com.google.protobuf.ByteString;
import dev.slipstream.wire.DeadLetter;
import dev.slipstream.wire.Origin;
import dev.slipstream.wire.RefusedException;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** Writes down what was refused, in bounded size whatever came. */
final class DeadLetters {

  private static final int MAX_HEADERS = 64;
  private static final int MAX_HEADER_BYTES = 1024; // of each name and each value

  private DeadLetters() {}

  static DeadLetter of(
      Origin origin,
      Headers headers,
      byte[] payload,
      RefusedException why,
      long nowMillis,
      int maxPayloadBytes) {
    DeadLetter.Builder letter =
        DeadLetter.newBuilder()
            .setOrigin(origin)
            .setReason(why.reason())
            .setDetail(why.getMessage())
            .setTimeMillis(nowMillis)
            .setPayload(cut(payload, maxPayloadBytes))
            .setPayloadBytes(payload.length)
            .setPayloadSha256(DigestUtils.sha256Hex(payload));
    for (Header header : headers) {
      if (letter.getHeadersCount() == MAX_HEADERS) {
        break;
      }
      letter.addHeaders(
          dev.slipstream.wire.Header.newBuilder()
              .setKey(cut(header.key()))
              .setValue(
                  header.value() == null
                      ? ByteString.EMPTY
                      : cut(header.value(), MAX_HEADER_BYTES)));
    }
    return letter.build();
  }

  private static ByteString cut(byte[] bytes, int most) {
    return ByteString.copyFrom(bytes, 0, Math.min(bytes.length, most));
  }

  private static String cut(String name) {
    return name.length() <= MAX_HEADER_BYTES ? name : name.substring(0, MAX_HEADER_BYTES);
  }
}
