package dev.slipstream.serving.index;

import java.util.Random;

/** Unit vectors as tests need them. */
final class TestVectors {

  private TestVectors() {}

  static float[] unit(Random random, int width) {
    return near(new float[width], 1, random);
  }

  /** A centre with noise of about that length, scaled to length 1. */
  static float[] near(float[] centre, double noise, Random random) {
    float[] vector = new float[centre.length];
    double square = 0;
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) (centre[i] + noise * random.nextGaussian() / Math.sqrt(vector.length));
      square += (double) vector[i] * vector[i];
    }
    for (int i = 0; i < vector.length; i++) {
      vector[i] /= (float) Math.sqrt(square);
    }
    return vector;
  }
}
