package dev.slipstream.infra.bench;

import dev.slipstream.input.Batch;
import java.util.Random;

/** Images without meaning, where only time is measured. */
final class RandomImages {

  private RandomImages() {}

  /** A batch of {@code rows} images of {@code size} values each. */
  static Batch batch(int rows, int size, long seed) {
    byte[] pixels = new byte[rows * size];
    new Random(seed).nextBytes(pixels);
    return Batch.of(pixels, rows);
  }
}
