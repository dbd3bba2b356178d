package dev.slipstream.memory.mining;

/**
 * Keys count less the older the encoder that made them: as {@code exp(-rate * age)} of a fresh one.
 */
public final class Staleness {

  private Staleness() {}

  /**
   * The logarithm of how much each key counts: {@code -rate * age}, 0 for a key of this step.
   *
   * @param encoderSteps the step that made each of K keys, see {@link
   *     dev.slipstream.memory.KeySource#encoderSteps}
   * @param step now
   * @param rate at least 0, for each step of age: 0.001 halves a key in 693 steps
   * @return K values, of a row {@code [1, K]} to add to the keys' logits
   */
  public static float[] logWeights(long[] encoderSteps, long step, double rate) {
    if (!(rate >= 0 && rate < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("rate: must be >= 0 and finite, was " + rate);
    }
    float[] weights = new float[encoderSteps.length];
    for (int key = 0; key < weights.length; key++) {
      weights[key] = (float) (0 - rate * Math.max(0, step - encoderSteps[key]));
    }
    return weights;
  }
}
