package dev.slipstream.recommend;

import java.util.List;

/**
 * How a user's recent items come into the context: their vectors are pooled in three ways, those
 * taken and the others, each weighing less the older it is, and the newest alone. Learner and
 * serving pool alike. Immutable.
 *
 * @param dimensions D, columns of a vector
 * @param recency what an item weighs, of the weight of the next newer one
 */
record RecentPools(int dimensions, double recency) {

  /** Ways the recent items are pooled. */
  static final int COUNT = 3;

  static final int TAKEN = 0;
  static final int NEWEST = 2;

  /** Values of all pools, one after the other. */
  int columns() {
    return COUNT * dimensions;
  }

  /**
   * What an item weighs in a pool.
   *
   * @param age 0 for the newest
   */
  float weight(boolean taken, int age, int pool) {
    boolean counts =
        switch (pool) {
          case TAKEN -> taken;
          case NEWEST -> age == 0;
          default -> !taken;
        };
    return counts ? (float) (pool == NEWEST ? 1 : StrictMath.pow(recency, age)) : 0;
  }

  /** All pools of some items, the newest first. */
  float[] pooled(List<Recent> recent) {
    float[] pooled = new float[columns()];
    for (int age = 0; age < recent.size(); age++) {
      Recent item = recent.get(age);
      for (int pool = 0; pool < COUNT; pool++) {
        float weight = weight(item.taken(), age, pool);
        for (int j = 0; j < dimensions; j++) {
          pooled[pool * dimensions + j] += weight * item.vector()[j];
        }
      }
    }
    return pooled;
  }
}
