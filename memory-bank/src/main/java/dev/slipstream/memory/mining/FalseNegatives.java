package dev.slipstream.memory.mining;

import dev.slipstream.matrix.Matrix;
import dev.slipstream.matrix.Shapes;
import dev.slipstream.memory.NearestRows;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Negatives that are likely to be of the same kind as the query and are left out (Huynh et al.
 * 2022, "Boosting Contrastive Self-Supervised Learning with False Negative Cancellation",
 * arXiv:2011.11765, elimination).
 */
public final class FalseNegatives {

  private FalseNegatives() {}

  /**
   * The keys of each query's own item.
   *
   * @param queries the item of each of N queries
   * @param keys the item of each of K keys
   */
  public static int[][] byItem(long[] queries, long[] keys) {
    return new RowsByKey(keys).lists(queries);
  }

  /**
   * The keys more similar to a query than a threshold: by cosine, if both are of length 1. Of
   * queries and keys the vectors of the bank are steadier than those of the step.
   *
   * @param queries {@code [N, D]}
   * @param keys {@code [K, D]}
   * @param threshold from which on a key is no negative
   */
  public static int[][] bySimilarity(Matrix queries, Matrix keys, float threshold) {
    Shapes.requireCols("queries", queries, keys.cols());
    IntStream.Builder[] found =
        IntStream.range(0, queries.rows())
            .mapToObj(query -> IntStream.builder())
            .toArray(IntStream.Builder[]::new);
    NearestRows.products(
        queries,
        keys,
        (query, row, similarity) -> {
          if (similarity >= threshold) {
            found[query].add(row);
          }
        });
    return Arrays.stream(found).map(rows -> rows.build().toArray()).toArray(int[][]::new);
  }
}
