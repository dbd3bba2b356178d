package dev.slipstream.serving.embed;

import dev.slipstream.wire.DeadLetter.Reason;

/** A content that ingest would refuse, too. */
public final class UnusableContentException extends RuntimeException {

  private final int index;
  private final Reason reason;

  UnusableContentException(int index, Reason reason, String message) {
    super(message);
    this.index = index;
    this.reason = reason;
  }

  /** Which of those asked for. */
  public int index() {
    return index;
  }

  /** The kind of fault. */
  public Reason reason() {
    return reason;
  }
}
