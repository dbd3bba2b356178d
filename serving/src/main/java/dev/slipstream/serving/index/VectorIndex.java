package dev.slipstream.serving.index;

import java.util.List;
import java.util.function.Predicate;

/**
 * Unit vectors by item id, searched by cosine. Rows are added, overwritten and removed in place.
 * Implementations are thread-safe; a search sees each vector whole, as it was before or after a
 * change. Errors: {@link IllegalArgumentException} for a vector of another width or {@code k < 1}.
 */
public interface VectorIndex {

  /** Floats in each vector. */
  int width();

  /** Whether searches are as fast as they will be; not while the first lists are made. */
  default boolean isSettled() {
    return true;
  }

  /** Runs it once searches are as fast as they will be: at once if they are, else later. */
  default void whenSettled(Runnable action) {
    action.run();
  }

  /** Items held. */
  int size();

  /** Adds the item or overwrites its vector, which is copied and must have length 1. */
  void put(String id, float[] vector);

  /** Removes the item; false if it was not there. */
  boolean remove(String id);

  /** A copy of the item's vector; null if it is not there. */
  float[] vector(String id);

  /**
   * The {@code k} items most similar to a query, fewer if there are not as many; the best first,
   * ties by id.
   *
   * @param query [D], of length 1, made by the same encoder version as the vectors here
   * @param k at least 1
   * @param answerable says of an item's id whether it may be answered; asked of few items, from the
   *     caller's thread, and must not change this index
   */
  List<Neighbor> search(float[] query, int k, Predicate<String> answerable);

  /** As {@link #search} for an item's own vector, the item left out. Null if it is not there. */
  default List<Neighbor> neighbors(String id, int k) {
    float[] vector = vector(id);
    return vector == null ? null : search(vector, k, other -> !other.equals(id));
  }

  /** Up to {@code count} different items, drawn uniformly. */
  List<String> sample(int count);
}
