package dev.slipstream.ingest.image;

import java.util.Arrays;

/**
 * Resizes planes of one size to another, each axis by itself: mean over areas when shrinking,
 * bilinear between pixel centres when enlarging, exact where the size stays.
 */
final class Resize {

  private final int height;
  private final int width;
  private final Axis down;
  private final Axis across;

  Resize(int height, int width, int toHeight, int toWidth) {
    this.height = height;
    this.width = width;
    this.down = Axis.of(height, toHeight);
    this.across = Axis.of(width, toWidth);
  }

  /** Resizes plane {@code c} of {@code from} into plane {@code c} of {@code to}. */
  void plane(byte[] from, int c, byte[] to) {
    int toHeight = down.size();
    int toWidth = across.size();
    int source = c * height * width;
    int target = c * toHeight * toWidth;
    if (height == toHeight && width == toWidth) {
      System.arraycopy(from, source, to, target, height * width);
    } else if (height > toHeight) {
      shrinkFirst(from, source, to, target);
    } else {
      acrossFirst(from, source, to, target);
    }
  }

  /** One row of sums at a time: no more memory than a row, however tall the image. */
  private void shrinkFirst(byte[] from, int source, byte[] to, int target) {
    float[] sums = new float[width];
    for (int i = 0; i < down.size(); i++) {
      Arrays.fill(sums, 0);
      for (int t = 0; t < down.taps(i); t++) {
        float weight = down.weight(i, t);
        int row = source + (down.first(i) + t) * width;
        for (int x = 0; x < width; x++) {
          sums[x] += weight * (from[row + x] & 0xFF);
        }
      }
      for (int j = 0; j < across.size(); j++) {
        float value = 0;
        for (int t = 0; t < across.taps(j); t++) {
          value += across.weight(j, t) * sums[across.first(j) + t];
        }
        to[target + i * across.size() + j] = rounded(value);
      }
    }
  }

  /** The image is no taller than what comes out, so its rows across are few. */
  private void acrossFirst(byte[] from, int source, byte[] to, int target) {
    int columns = across.size();
    float[] rows = new float[height * columns];
    for (int y = 0; y < height; y++) {
      for (int j = 0; j < columns; j++) {
        int at = source + y * width + across.first(j);
        for (int t = 0; t < across.taps(j); t++) {
          rows[y * columns + j] += across.weight(j, t) * (from[at + t] & 0xFF);
        }
      }
    }
    for (int i = 0; i < down.size(); i++) {
      for (int j = 0; j < columns; j++) {
        float value = 0;
        for (int t = 0; t < down.taps(i); t++) {
          value += down.weight(i, t) * rows[(down.first(i) + t) * columns + j];
        }
        to[target + i * columns + j] = rounded(value);
      }
    }
  }

  private static byte rounded(float value) {
    return (byte) Math.min(255, Math.round(value));
  }

  /** Which source positions each target position takes, and how much of each. */
  private record Axis(int[] firsts, float[][] weights) {

    static Axis of(int from, int to) {
      int[] firsts = new int[to];
      float[][] weights = new float[to][];
      for (int i = 0; i < to; i++) {
        if (from > to) {
          area(from, to, i, firsts, weights);
        } else {
          between(from, to, i, firsts, weights);
        }
      }
      return new Axis(firsts, weights);
    }

    private static void area(int from, int to, int i, int[] firsts, float[][] weights) {
      long begin = (long) i * from; // in units of 1 / to of a source position
      long end = begin + from;
      int first = (int) (begin / to);
      int last = (int) ((end - 1) / to);
      float[] row = new float[last - first + 1];
      for (int t = 0; t < row.length; t++) {
        long left = Math.max(begin, (long) (first + t) * to);
        long right = Math.min(end, (long) (first + t + 1) * to);
        row[t] = (float) ((double) (right - left) / from);
      }
      firsts[i] = first;
      weights[i] = row;
    }

    private static void between(int from, int to, int i, int[] firsts, float[][] weights) {
      double centre = Math.max(0, Math.min(from - 1, (i + 0.5) * from / to - 0.5));
      int first = (int) centre;
      float fraction = (float) (centre - first);
      firsts[i] = first;
      weights[i] = fraction == 0 ? new float[] {1} : new float[] {1 - fraction, fraction};
    }

    int size() {
      return firsts.length;
    }

    int first(int i) {
      return firsts[i];
    }

    int taps(int i) {
      return weights[i].length;
    }

    float weight(int i, int t) {
      return weights[i][t];
    }
  }
}
