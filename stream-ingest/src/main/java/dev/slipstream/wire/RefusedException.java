package dev.slipstream.wire;

/**
 * A raw event cannot be used; it becomes a {@link DeadLetter} with this reason. Has no stack trace:
 * it tells about the data, not about the code, and a hostile stream may throw it for every event.
 */
public final class RefusedException extends Exception {

  private static final int SHOWN = 100;

  private final DeadLetter.Reason reason;

  /**
   * @param reason the kind
   * @param detail one sentence for people, of bounded length
   */
  public RefusedException(DeadLetter.Reason reason, String detail) {
    super(detail, null, false, false);
    this.reason = reason;
  }

  /** Text from outside as a detail may quote it: short and without control characters. */
  public static String shown(String text) {
    String line = (text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…");
    return line.replaceAll("\\p{Cntrl}+", " ");
  }

  /** The kind of fault. */
  public DeadLetter.Reason reason() {
    return reason;
  }
}
