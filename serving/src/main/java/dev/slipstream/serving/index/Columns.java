package dev.slipstream.serving.index;

/**
 * Vectors side by side: the first values of all of them, then their second ones, and so on. To
 * compare one with all is then a loop without a sum to wait for, which the JIT compiles to vector
 * instructions: a quarter of the time of comparing one by one. Immutable.
 */
final class Columns {

  private final int count;
  private final float[][] columns; // [width][count]

  /** Holds copies of {@code vectors}, at least one. */
  Columns(float[][] vectors) {
    count = vectors.length;
    columns = new float[vectors[0].length][count];
    for (int n = 0; n < count; n++) {
      for (int i = 0; i < columns.length; i++) {
        columns[i][n] = vectors[n][i];
      }
    }
  }

  int count() {
    return count;
  }

  /** The query's product with each. */
  float[] dots(float[] query) {
    float[] dots = new float[count];
    int i = 0;
    for (; i + 1 < columns.length; i += 2) {
      add(query[i], columns[i], query[i + 1], columns[i + 1], dots);
    }
    if (i < columns.length) {
      add(query[i], columns[i], 0, columns[i], dots);
    }
    return dots;
  }

  private static void add(float a, float[] as, float b, float[] bs, float[] sums) {
    for (int n = 0; n < sums.length; n++) {
      sums[n] += a * as[n] + b * bs[n];
    }
  }

  /** The number of the one with the largest product. */
  int nearest(float[] query) {
    float[] dots = dots(query);
    int nearest = 0;
    for (int n = 1; n < count; n++) {
      if (dots[n] > dots[nearest]) {
        nearest = n;
      }
    }
    return nearest;
  }
}
