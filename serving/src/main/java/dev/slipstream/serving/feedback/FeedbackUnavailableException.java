package dev.slipstream.serving.feedback;

/** Interactions could not be written now. */
public final class FeedbackUnavailableException extends RuntimeException {

  public FeedbackUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
