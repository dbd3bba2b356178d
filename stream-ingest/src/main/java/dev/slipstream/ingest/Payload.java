package dev.slipstream.ingest;

import dev.slipstream.wire.DeadLetter.Reason;
import dev.slipstream.wire.RefusedException;
import java.util.Optional;

/** What holds for the bytes of every raw event, whatever they are. */
public final class Payload {

  private static final String SNIFF = "application/octet-stream";

  private Payload() {}

  /**
   * Requires one byte or more, and no more than a limit.
   *
   * @param what the bytes are, for people
   */
  public static void requireLength(String what, byte[] bytes, int most) throws RefusedException {
    if (bytes.length == 0) {
      throw new RefusedException(Reason.EMPTY_PAYLOAD, "The event has no bytes.");
    }
    if (bytes.length > most) {
      throw new RefusedException(
          Reason.PAYLOAD_TOO_LARGE,
          "The " + what + " has " + bytes.length + " bytes; at most " + most + " are taken.");
    }
  }

  /** A declared {@code content-type}; empty and {@code application/octet-stream} say nothing. */
  public static Optional<String> said(Optional<String> declared) {
    return declared.map(String::strip).filter(s -> !s.isEmpty() && !s.equalsIgnoreCase(SNIFF));
  }
}
