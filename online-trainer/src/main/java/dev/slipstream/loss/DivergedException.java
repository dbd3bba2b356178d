package dev.slipstream.loss;

/** A loss is no finite number: learning has diverged, and what was learned last is of no use. */
public final class DivergedException extends IllegalStateException {

  private static final long serialVersionUID = 1;

  /** Says what was found and what to change. */
  public DivergedException(String message) {
    super(message);
  }
}
