package dev.slipstream.probe;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Vectors for tests. */
final class TestRows {

  private TestRows() {}

  /** Normally distributed values. */
  static List<float[]> random(int rows, int columns, long seed) {
    Random random = new Random(seed);
    return IntStream.range(0, rows)
        .mapToObj(
            i -> {
              float[] row = new float[columns];
              for (int j = 0; j < columns; j++) {
                row[j] = (float) random.nextGaussian();
              }
              return row;
            })
        .toList();
  }

  /** The same vector each time. */
  static List<float[]> constant(int rows, float... vector) {
    return IntStream.range(0, rows).mapToObj(i -> vector).toList();
  }

  static double cosine(float[] a, float[] b) {
    return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }
}
