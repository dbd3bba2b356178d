package dev.slipstream.serving.embed;

/** Nothing can be embedded now; the message says why. */
public final class EmbeddingUnavailableException extends RuntimeException {

  public EmbeddingUnavailableException(String message) {
    super(message);
  }
}
