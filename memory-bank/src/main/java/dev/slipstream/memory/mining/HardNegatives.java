package dev.slipstream.memory.mining;

import dev.slipstream.matrix.Matrix;
import dev.slipstream.memory.NearestRows;
import java.util.Arrays;

/** The negatives that are hardest to tell from the query: the most similar ones. */
public final class HardNegatives {

  private HardNegatives() {}

  /**
   * The most similar keys of each query, hardest first.
   *
   * @param queries {@code [N, D]}
   * @param keys {@code [K, D]}
   * @param most keys of each query, at least 1
   * @param excluded for each query keys that are no negatives, ascending, see {@link
   *     FalseNegatives}; none if there are none
   * @return for each query rows of the keys; {@link RowLists#allBut} says which to leave out
   */
  public static int[][] of(Matrix queries, Matrix keys, int most, int[][] excluded) {
    if (excluded.length != 0 && excluded.length != queries.rows()) {
      throw new IllegalArgumentException(
          "excluded: must be " + queries.rows() + ", one for each query, was " + excluded.length);
    }
    NearestRows.Filter filter =
        excluded.length == 0
            ? NearestRows.Filter.NONE
            : (query, row) -> Arrays.binarySearch(excluded[query], row) >= 0;
    return NearestRows.of(queries, keys, most, filter).rows();
  }
}
