package dev.slipstream.objective.image;

import dev.slipstream.ingest.image.ImageShape;

/**
 * Images turned by quarters, counter-clockwise. What is not square is stretched to its own size,
 * each pixel the nearest.
 */
final class Turns {

  /** Quarters of a whole turn. */
  static final int COUNT = 4;

  private final int[][] sources;

  Turns(ImageShape shape) {
    sources = new int[COUNT][];
    for (int quarters = 0; quarters < COUNT; quarters++) {
      sources[quarters] = source(shape, quarters);
    }
  }

  /**
   * All images as they are, then all turned by one quarter, by two and by three.
   *
   * @param images {@code [rows, size]}
   * @return {@code [4 * rows, size]}
   */
  byte[] of(byte[] images, int rows) {
    int size = sources[0].length;
    byte[] turned = new byte[COUNT * rows * size];
    int next = 0;
    for (int[] source : sources) {
      for (int row = 0; row < rows; row++) {
        for (int pixel : source) {
          turned[next++] = images[row * size + pixel];
        }
      }
    }
    return turned;
  }

  /** For each value of a turned image, where it comes from. */
  private static int[] source(ImageShape shape, int quarters) {
    int height = shape.height();
    int width = shape.width();
    int[] source = new int[shape.size()];
    for (int i = 0; i < source.length; i++) {
      int plane = i / (height * width);
      double down = (i / width % height + 0.5) / height;
      double across = (i % width + 0.5) / width;
      for (int quarter = 0; quarter < quarters; quarter++) {
        double before = down;
        down = across;
        across = 1 - before;
      }
      source[i] = (plane * height + (int) (down * height)) * width + (int) (across * width);
    }
    return source;
  }
}
