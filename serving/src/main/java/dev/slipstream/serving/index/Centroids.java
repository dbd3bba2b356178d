package dev.slipstream.serving.index;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Directions that stand for the vectors near them, found by spherical k-means (Dhillon and Modha
 * 2001, Machine Learning 42). Immutable.
 */
final class Centroids {

  private static final int ROUNDS = 3;

  private final Columns columns;

  private Centroids(float[][] rows) {
    this.columns = new Columns(rows);
  }

  /**
   * Learns them.
   *
   * @param count how many, at least 1
   * @param sample unit vectors, at least {@code count}
   */
  static Centroids of(int count, float[][] sample, SplittableRandom random) {
    Centroids centroids = new Centroids(seeds(count, sample, random));
    for (int round = 0; round < ROUNDS; round++) {
      centroids = centroids.moved(sample, random);
    }
    return centroids;
  }

  /** Far from one another: k-means++ (Arthur and Vassilvitskii, SODA 2007). */
  private static float[][] seeds(int count, float[][] sample, SplittableRandom random) {
    Columns all = new Columns(sample);
    float[] distances = new float[sample.length]; // squared, halved, to the nearest one chosen
    Arrays.fill(distances, Float.MAX_VALUE);
    float[][] chosen = new float[count][];
    chosen[0] = sample[random.nextInt(sample.length)];
    for (int c = 1; c < count; c++) {
      float[] dots = all.dots(chosen[c - 1]);
      double sum = 0;
      for (int i = 0; i < sample.length; i++) {
        distances[i] = Math.min(distances[i], Math.max(0, 1 - dots[i]));
        sum += distances[i];
      }
      chosen[c] = sample[drawn(distances, random.nextDouble() * sum)];
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
    float[][] sums = new float[count()][sample[0].length];
    for (float[] vector : sample) {
      float[] sum = sums[nearest(vector)];
      for (int i = 0; i < sum.length; i++) {
        sum[i] += vector[i];
      }
    }
    for (int c = 0; c < sums.length; c++) {
      if (!normalise(sums[c])) {
        sums[c] = sample[random.nextInt(sample.length)];
      }
    }
    return new Centroids(sums);
  }

  private static boolean normalise(float[] sum) {
    double square = 0;
    for (float value : sum) {
      square += (double) value * value;
    }
    if (square < 1e-12) {
      return false;
    }
    float scale = (float) (1 / Math.sqrt(square));
    for (int i = 0; i < sum.length; i++) {
      sum[i] *= scale;
    }
    return true;
  }

  int count() {
    return columns.count();
  }

  /** The number of the one nearest to a vector. */
  int nearest(float[] vector) {
    return columns.nearest(vector);
  }

  /** Their numbers, the nearest to the query first. */
  int[] byNearness(float[] query) {
    float[] dots = columns.dots(query);
    long[] keys = new long[dots.length]; // the similarity above, the number below: sorted as one
    for (int c = 0; c < keys.length; c++) {
      float distance = Math.max(0, 1 - dots[c]); // >= 0: its bits sort as it does
      keys[c] = (long) Float.floatToIntBits(distance) << 32 | c;
    }
    Arrays.sort(keys);
    int[] order = new int[keys.length];
    for (int i = 0; i < order.length; i++) {
      order[i] = (int) keys[i];
    }
    return order;
  }
}
