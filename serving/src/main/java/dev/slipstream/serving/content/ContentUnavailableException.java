package dev.slipstream.serving.content;

/** A picture could not be fetched in time; it may work later. */
public final class ContentUnavailableException extends RuntimeException {

  public ContentUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
