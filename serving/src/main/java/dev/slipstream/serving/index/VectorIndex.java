package dev.slipstream.serving.index;

import java.util.List;

/**
 * Unit vectors by item id, searched by cosine. Rows are added, overwritten and removed in place.
 * Implementations are thread-safe; a search sees each vector whole, as it was before or after a
 * change. Errors: {@link IllegalArgumentException} for a vector of another width or {@code k < 1}.
 */
public interface VectorIndex {

  /** Floats in each vector. */
  int width();

  /** Items held. */
  int size();

  /** Adds the item or overwrites its vector, which is copied and must have length 1. */
  void put(String id, float[] vector);

  /** Removes the item; false if it was not there. */
  boolean remove(String id);

  /** A copy of the item's vector; null if it is not there. */
  float[] vector(String id);

  /**
   * The {@code k} items most similar to the item itself, which is left out; the best first, ties by
   * id. Null if the item is not there.
   */
  List<Neighbor> neighbors(String id, int k);

  /** Up to {@code count} different items, drawn uniformly. */
  List<String> sample(int count);
}
