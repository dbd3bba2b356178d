package dev.slipstream.serving.index;

/**
 * Unit vectors in 16 bits a value, as multiples of 1 / 32767: half the memory of floats. A value is
 * at most 2e-5 off, a cosine of two vectors some 1e-5. The products of two vectors are summed in an
 * int and cannot pass its range: no partial sum is larger than the product of their lengths
 * (Cauchy-Schwarz), about 2^30.
 */
final class Rounded {

  private static final int ONE = Short.MAX_VALUE;

  private Rounded() {}

  static short[] of(float[] vector) {
    short[] rounded = new short[vector.length];
    write(vector, rounded, 0);
    return rounded;
  }

  /** Writes a vector into a block, from {@code start} on. */
  static void write(float[] vector, short[] block, int start) {
    for (int i = 0; i < vector.length; i++) {
      block[start + i] = (short) Math.round(ONE * Math.max(-1, Math.min(1, vector[i])));
    }
  }

  /** The vector that begins at {@code start}. */
  static float[] read(short[] block, int start, int width) {
    float[] vector = new float[width];
    for (int i = 0; i < width; i++) {
      vector[i] = block[start + i] / (float) ONE;
    }
    return vector;
  }

  /** The query's cosine to the row that begins at {@code start}. */
  static float cosine(short[] query, short[] block, int start) {
    int sum = 0;
    for (int i = 0; i < query.length; i++) {
      sum += query[i] * block[start + i];
    }
    return Math.max(-1, Math.min(1, sum / ((float) ONE * ONE)));
  }
}
