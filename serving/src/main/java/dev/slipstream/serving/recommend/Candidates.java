package dev.slipstream.serving.recommend;

import dev.slipstream.serving.index.Neighbor;
import java.util.List;

/** What the functions here share. */
final class Candidates {

  private Candidates() {}

  /** Best first, ties by id: an answer must not depend on the order they came in. */
  static List<Neighbor> ranked(List<Neighbor> candidates) {
    return candidates.stream().sorted(Neighbor.BEST_FIRST).toList();
  }

  static void checkCount(int k) {
    if (k < 1) {
      throw new IllegalArgumentException("k: must be >= 1, was " + k);
    }
  }

  static double checkShare(String name, double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException(name + ": must be in [0, 1], was " + share);
    }
    return share;
  }
}
