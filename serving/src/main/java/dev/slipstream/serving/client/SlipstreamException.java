package dev.slipstream.serving.client;

/** The server refused, or could not answer (RFC 9457). */
public final class SlipstreamException extends RuntimeException {

  private final int status;
  private final String type;

  SlipstreamException(int status, String type, String detail) {
    super(detail);
    this.status = status;
    this.type = type;
  }

  /** The HTTP status; 503 means: try again. */
  public int status() {
    return status;
  }

  /** {@code urn:slipstream:problem:…}, or {@code about:blank}. */
  public String type() {
    return type;
  }
}
