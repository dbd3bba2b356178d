package dev.slipstream.encoder;

/** Opens engines by name. */
public final class Engines {

  private Engines() {}

  /**
   * The engine of that name.
   *
   * @param name {@code auto}, {@code torch} or {@code nd4j}
   * @param threads CPU threads, 0 for one each core
   * @throws IllegalArgumentException for another name
   * @throws IllegalStateException if its native libraries do not load here, saying why
   */
  public static Engine open(String name, int threads) {
    throw new UnsupportedOperationException("to be written");
  }
}
