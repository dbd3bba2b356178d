package dev.slipstream.serving.index;

/** Makes the index of a generation. Thread-safe. */
@FunctionalInterface
public interface IndexFactory {

  /**
   * An empty index.
   *
   * @param width floats in each vector
   * @param expectedItems how many it will hold, as far as is known; 0 if nobody knows
   */
  VectorIndex create(int width, int expectedItems);
}
