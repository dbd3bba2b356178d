package dev.slipstream.serving.index;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Arithmetic of rows. */
final class Vectors {

  private Vectors() {}

  /** Refuses a vector of another width. */
  static void check(String name, float[] vector, int width) {
    if (vector.length != width) {
      throw new IllegalArgumentException(
          name + ": must have " + width + " values, was " + vector.length);
    }
  }

  /**
   * The cosine of two vectors of length 1. Four sums at once: a single one would wait for itself at
   * every addition.
   */
  static float dot(float[] x, float[] y) {
    float a = 0;
    float b = 0;
    float c = 0;
    float d = 0;
    int i = 0;
    for (; i + 3 < x.length; i += 4) {
      a += x[i] * y[i];
      b += x[i + 1] * y[i + 1];
      c += x[i + 2] * y[i + 2];
      d += x[i + 3] * y[i + 3];
    }
    for (; i < x.length; i++) {
      a += x[i] * y[i];
    }
    return Math.max(-1, Math.min(1, (a + b) + (c + d)));
  }

  /** Up to {@code count} different numbers below {@code size}, drawn uniformly. */
  static IntStream draw(int count, int size, SplittableRandom random) {
    if (count >= size) {
      return IntStream.range(0, size);
    }
    // Floyd's sampling: exactly count draws, whatever the size.
    Set<Integer> chosen = new HashSet<>();
    for (int i = size - count; i < size; i++) {
      if (!chosen.add(random.nextInt(i + 1))) {
        chosen.add(i);
      }
    }
    return chosen.stream().mapToInt(Integer::intValue);
  }
}
