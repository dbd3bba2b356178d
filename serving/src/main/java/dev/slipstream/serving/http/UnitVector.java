package dev.slipstream.serving.http;

/** A client's vector, brought to length 1. */
final class UnitVector {

  private UnitVector() {}

  /**
   * The vector's direction.
   *
   * @throws ProblemException if it is not of {@code width} finite numbers, or has no direction
   */
  static float[] of(float[] vector, int width) {
    if (vector.length != width) {
      throw ProblemException.badBody(
          "vector: must have " + width + " numbers, was of " + vector.length);
    }
    double square = 0;
    for (float value : vector) {
      square += (double) value * value;
    }
    if (!(square > 0 && Double.isFinite(square))) {
      throw ProblemException.badBody("vector: must be of finite numbers, not all 0");
    }
    float[] unit = new float[width];
    for (int i = 0; i < width; i++) {
      unit[i] = (float) (vector[i] / Math.sqrt(square));
    }
    return unit;
  }
}
