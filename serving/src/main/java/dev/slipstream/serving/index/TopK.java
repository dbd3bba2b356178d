package dev.slipstream.serving.index;

import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Predicate;

/** The best of what was offered, and may be answered. Not thread-safe. */
final class TopK {

  private final int k;
  private final Predicate<String> answerable;
  private final PriorityQueue<Neighbor> best = new PriorityQueue<>(Neighbor.BEST_FIRST.reversed());
  private float bar = Float.NEGATIVE_INFINITY;

  TopK(int k, Predicate<String> answerable) {
    if (k < 1) {
      throw new IllegalArgumentException("k: must be >= 1, was " + k);
    }
    this.k = k;
    this.answerable = answerable;
  }

  boolean isFull() {
    return best.size() == k;
  }

  /** Takes it in if it is among the best; asks whether it may be answered only then. */
  void offer(String id, float similarity) {
    if (similarity < bar || !answerable.test(id)) {
      return;
    }
    best.add(new Neighbor(id, similarity));
    if (best.size() > k) {
      best.poll();
    }
    if (isFull()) {
      bar = best.element().similarity();
    }
  }

  /** Best first, ties by id. */
  List<Neighbor> sorted() {
    return best.stream().sorted(Neighbor.BEST_FIRST).toList();
  }
}
