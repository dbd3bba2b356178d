package dev.slipstream.serving.index;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Directions that stand for the vectors near them, found by spherical k-means (Dhillon and Modha
 * 2001, Machine Learning 42). Immutable.
 */
final class Centroids {

  private static final int ROUNDS = 3;

  private final int count;
  private final int width;
  private final float[] rows;

  private Centroids(int count, int width, float[] rows) {
    this.count = count;
    this.width = width;
    this.rows = rows;
  }

  /**
   * Learns them.
   *
   * @param count how many, at least 1
   * @param sample unit vectors, at least {@code count}
   */
  static Centroids of(int count, float[][] sample, SplittableRandom random) {
    int width = sample[0].length;
    float[] rows = new float[count * width];
    int[] chosen = seeds(count, sample, random);
    for (int c = 0; c < count; c++) {
      System.arraycopy(sample[chosen[c]], 0, rows, c * width, width);
    }
    Centroids centroids = new Centroids(count, width, rows);
    for (int round = 0; round < ROUNDS; round++) {
      centroids = centroids.moved(sample, random);
    }
    return centroids;
  }

  /** Far from one another: k-means++ (Arthur and Vassilvitskii, SODA 2007). */
  private static int[] seeds(int count, float[][] sample, SplittableRandom random) {
    int[] chosen = new int[count];
    float[] distances = new float[sample.length]; // squared, halved, to the nearest one chosen
    Arrays.fill(distances, Float.MAX_VALUE);
    chosen[0] = random.nextInt(sample.length);
    for (int c = 1; c < count; c++) {
      double sum = 0;
      for (int i = 0; i < sample.length; i++) {
        float distance = 1 - Vectors.dot(sample[chosen[c - 1]], sample[i], 0);
        distances[i] = Math.min(distances[i], distance);
        sum += distances[i];
      }
      chosen[c] = drawn(distances, random.nextDouble() * sum);
    }
    return chosen;
  }

  /** The place where the running sum passes a target. */
  private static int drawn(float[] weights, double target) {
    double left = target;
    for (int i = 0; i < weights.length; i++) {
      left -= weights[i];
      if (left < 0) {
        return i;
      }
    }
    return weights.length - 1;
  }

  /** Each becomes the mean direction of the vectors nearest to it; one without any, a new one. */
  private Centroids moved(float[][] sample, SplittableRandom random) {
    float[] sums = new float[rows.length];
    for (float[] vector : sample) {
      int start = nearest(vector) * width;
      for (int i = 0; i < width; i++) {
        sums[start + i] += vector[i];
      }
    }
    for (int c = 0; c < count; c++) {
      if (!normalise(sums, c * width)) {
        float[] other = sample[random.nextInt(sample.length)];
        System.arraycopy(other, 0, sums, c * width, width);
      }
    }
    return new Centroids(count, width, sums);
  }

  private boolean normalise(float[] sums, int start) {
    double square = 0;
    for (int i = start; i < start + width; i++) {
      square += (double) sums[i] * sums[i];
    }
    if (square < 1e-12) {
      return false;
    }
    float scale = (float) (1 / Math.sqrt(square));
    for (int i = start; i < start + width; i++) {
      sums[i] *= scale;
    }
    return true;
  }

  int count() {
    return count;
  }

  /** The number of the one nearest to a vector. */
  int nearest(float[] vector) {
    int nearest = 0;
    float best = Float.NEGATIVE_INFINITY;
    for (int c = 0; c < count; c++) {
      float similarity = Vectors.dot(vector, rows, c * width);
      if (similarity > best) {
        best = similarity;
        nearest = c;
      }
    }
    return nearest;
  }

  /** Their numbers, the nearest to the query first. */
  int[] byNearness(float[] query) {
    long[] keys = new long[count]; // the similarity above, the number below: sorted as one
    for (int c = 0; c < count; c++) {
      float distance = 1 - Vectors.dot(query, rows, c * width); // >= 0: its bits sort as it does
      keys[c] = (long) Float.floatToIntBits(distance) << 32 | c;
    }
    Arrays.sort(keys);
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      order[i] = (int) keys[i];
    }
    return order;
  }
}
