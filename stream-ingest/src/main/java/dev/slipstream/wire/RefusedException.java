package dev.slipstream.wire;

/**
 * A raw event cannot be used; it becomes a {@link DeadLetter} with this reason. Has no stack trace:
 * it tells about the data, not about the code, and a hostile stream may throw it for every event.
 */
public final class RefusedException extends Exception {

  private final DeadLetter.Reason reason;

  /**
   * @param reason the kind
   * @param detail one sentence for people, of bounded length
   */
  public RefusedException(DeadLetter.Reason reason, String detail) {
    super(detail, null, false, false);
    this.reason = reason;
  }

  /** The kind of fault. */
  public DeadLetter.Reason reason() {
    return reason;
  }
}
