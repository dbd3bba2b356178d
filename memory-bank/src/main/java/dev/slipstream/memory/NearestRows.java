package dev.slipstream.memory;

import dev.slipstream.matrix.Matrix;
import dev.slipstream.matrix.Scope;
import dev.slipstream.matrix.Shapes;
import java.util.Arrays;

/**
 * The rows of a matrix most similar to each of some queries, by product.
 *
 * @param rows for each query the rows, most similar first, the lower of two as similar
 * @param similarities of those rows: their products with the query
 */
public record NearestRows(int[][] rows, float[][] similarities) {

  /** Bounds of a product's memory: 8 MiB. */
  private static final int MOST_QUERIES = 256;

  private static final int MOST_KEYS = 1 << 13;

  /** Which rows a query does not meet. */
  @FunctionalInterface
  public interface Filter {

    /** Every row is met. */
    Filter NONE = (query, row) -> false;

    /** Whether a query does not meet a row. */
    boolean excludes(int query, int row);
  }

  /**
   * Searches all rows.
   *
   * @param queries {@code [N, D]}
   * @param keys {@code [K, D]}
   * @param most rows of each query, at least 1; less where fewer are to be had
   */
  public static NearestRows of(Matrix queries, Matrix keys, int most, Filter filter) {
    Shapes.requireCols("queries", queries, keys.cols());
    if (most < 1) {
      throw new IllegalArgumentException("most: must be >= 1, was " + most);
    }
    Top[] tops = new Top[queries.rows()];
    Arrays.setAll(tops, query -> new Top(Math.min(most, keys.rows())));
    products(
        queries,
        keys,
        (query, row, similarity) -> {
          Top top = tops[query];
          if (similarity > top.least() && !filter.excludes(query, row)) {
            top.add(row, similarity);
          }
        });
    return new NearestRows(
        Arrays.stream(tops).map(top -> Arrays.copyOf(top.rows, top.count)).toArray(int[][]::new),
        Arrays.stream(tops)
            .map(top -> Arrays.copyOf(top.similarities, top.count))
            .toArray(float[][]::new));
  }

  /** Takes every product. */
  @FunctionalInterface
  public interface Products {

    /** One product of a query and a row. */
    void accept(int query, int row, float product);
  }

  /** Shows every product of queries {@code [N, D]} and keys {@code [K, D]}, in bounded memory. */
  public static void products(Matrix queries, Matrix keys, Products products) {
    for (int query = 0; query < queries.rows(); query += MOST_QUERIES) {
      int queriesEnd = Math.min(queries.rows(), query + MOST_QUERIES);
      for (int row = 0; row < keys.rows(); row += MOST_KEYS) {
        int keysEnd = Math.min(keys.rows(), row + MOST_KEYS);
        float[] block;
        try (Scope scope = queries.device().scope()) {
          block =
              queries
                  .rowRange(query, queriesEnd)
                  .matmulTransposed(keys.rowRange(row, keysEnd))
                  .toArray();
        }
        for (int i = 0, at = 0; i < queriesEnd - query; i++) {
          for (int j = 0; j < keysEnd - row; j++, at++) {
            products.accept(query + i, row + j, block[at]);
          }
        }
      }
    }
  }

  /** The most similar so far. */
  private static final class Top {

    private final int[] rows;
    private final float[] similarities;
    private int count;

    private Top(int most) {
      rows = new int[most];
      similarities = new float[most];
    }

    private float least() {
      return count < rows.length ? Float.NEGATIVE_INFINITY : similarities[count - 1];
    }

    private void add(int row, float similarity) {
      int at = count < rows.length ? count++ : count - 1;
      while (at > 0 && similarities[at - 1] < similarity) {
        rows[at] = rows[at - 1];
        similarities[at] = similarities[at - 1];
        at--;
      }
      rows[at] = row;
      similarities[at] = similarity;
    }
  }
}
