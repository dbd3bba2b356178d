package dev.slipstream.recommend;

import java.util.Arrays;

/**
 * Weighted ids, as many as fit.
 *
 * @param ids 0 where there are fewer
 * @param weights of the ids
 */
record FeatureRow(int[] ids, float[] weights) {

  /** Collects the ids of a row. */
  static final class Builder {
    private final int[] ids;
    private final float[] weights;
    private int count;

    Builder(int length) {
      ids = new int[length];
      weights = new float[length];
    }

    /** Adds an id; one that no longer fits, or weighs nothing, is left out. */
    void add(int id, double weight) {
      if (count < ids.length && weight != 0) {
        ids[count] = id;
        weights[count++] = (float) weight;
      }
    }

    FeatureRow build() {
      return new FeatureRow(ids, weights);
    }
  }

  /** Writes ids and weights as the first columns of a row. */
  void write(float[] row, int from) {
    for (int i = 0; i < ids.length; i++) {
      row[from + i] = ids[i];
      row[from + ids.length + i] = weights[i];
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FeatureRow row
        && Arrays.equals(ids, row.ids)
        && Arrays.equals(weights, row.weights);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(ids) + Arrays.hashCode(weights);
  }

  @Override
  public String toString() {
    return Arrays.toString(ids) + Arrays.toString(weights);
  }
}
