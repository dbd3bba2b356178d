package dev.slipstream.learner;

import dev.slipstream.ingest.image.ImageShape;
import dev.slipstream.input.Batch;
import java.util.Random;

/** Small synthetic images: stripes and rings of random place, width and shade. */
final class Patterns {

  static final ImageShape SHAPE = new ImageShape(16, 16, 1);

  private Patterns() {}

  /** A batch of {@code rows} images; row i's time and item are {@code 1000 * seed + i}. */
  static Batch batch(int rows, long seed) {
    Random random = new Random(seed);
    byte[] pixels = new byte[rows * SHAPE.size()];
    long[] times = new long[rows];
    long[] items = new long[rows];
    for (int i = 0; i < rows; i++) {
      times[i] = 1000 * seed + i;
      items[i] = times[i];
      draw(pixels, i * SHAPE.size(), random);
    }
    return new Batch(pixels, times, items);
  }

  private static void draw(byte[] pixels, int offset, Random random) {
    boolean rings = random.nextBoolean();
    double angle = Math.PI * random.nextDouble();
    double wave = 0.5 + 1.5 * random.nextDouble();
    double x0 = 16 * random.nextDouble();
    double y0 = 16 * random.nextDouble();
    for (int i = 0; i < SHAPE.size(); i++) {
      double x = i % 16 - x0;
      int row = i / 16;
      double y = row - y0;
      double along = rings ? Math.hypot(x, y) : x * Math.cos(angle) + y * Math.sin(angle);
      pixels[offset + i] = (byte) (int) (127 + 120 * Math.sin(wave * along));
    }
  }
}
