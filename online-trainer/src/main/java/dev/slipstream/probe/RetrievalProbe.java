package dev.slipstream.probe;

import dev.slipstream.loss.UnitRows;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.matrix.Scope;

/** How well items are found in one modality by what they are in another, by cosine. */
public final class RetrievalProbe {

  private static final int CHUNK_ROWS = 500;

  private RetrievalProbe() {}

  /**
   * Where each query finds its own target among all targets: 1 is first. Of targets as similar as
   * its own, all come before it, so that a constant vector finds nothing.
   *
   * @param queries {@code [N, D]}, of any length
   * @param targets {@code [N, D]}; row i belongs to query i
   */
  public static int[] ranks(Matrix queries, Matrix targets) {
    int rows = queries.rows();
    int[] ranks = new int[rows];
    try (Scope whole = queries.device().scope()) {
      Matrix unitQueries = UnitRows.of(queries).rows();
      Matrix unitTargets = UnitRows.of(targets).rows();
      for (int from = 0; from < rows; from += CHUNK_ROWS) {
        int to = Math.min(rows, from + CHUNK_ROWS);
        float[] similarities;
        try (Matrix chunk = unitQueries.rowRange(from, to).matmulTransposed(unitTargets)) {
          similarities = chunk.toArray();
        }
        for (int query = from; query < to; query++) {
          ranks[query] = rank(similarities, (query - from) * rows, query, rows);
        }
      }
    }
    return ranks;
  }

  private static int rank(float[] similarities, int offset, int own, int rows) {
    int rank = 0;
    for (int target = 0; target < rows; target++) {
      if (similarities[offset + target] >= similarities[offset + own]) {
        rank++; // its own too
      }
    }
    return rank;
  }

  /** Share of ranks up to k. */
  public static double recall(int[] ranks, int k) {
    int found = 0;
    for (int rank : ranks) {
      found += rank <= k ? 1 : 0;
    }
    return (double) found / ranks.length;
  }
}
