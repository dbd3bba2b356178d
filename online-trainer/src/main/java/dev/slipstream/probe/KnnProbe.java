package dev.slipstream.probe;

import dev.slipstream.loss.UnitRows;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.matrix.Scope;
import dev.slipstream.matrix.Shapes;

/**
 * Accuracy of the k nearest neighbours by cosine: the majority of their labels, ties broken by
 * summed similarity (each neighbour votes {@code 1 + similarity / 1000}). Compared in chunks, so
 * that memory does not grow with the sets. Thread-safe.
 *
 * @param k neighbours that vote
 */
public record KnnProbe(int k) {

  private static final int QUERY_ROWS = 512;
  private static final int BANK_ROWS = 8192;
  private static final double SIMILARITY_VOTE = 1e-3;

  public KnnProbe {
    if (k < 1) {
      throw new IllegalArgumentException("k: must be >= 1, was " + k);
    }
  }

  /**
   * The share of queries whose label the bank's nearest rows vote for.
   *
   * @param bank {@code [M, D]}, M &gt;= k, any length of rows
   * @param bankLabels M labels, from 0
   * @param queries {@code [N, D]}
   * @param queryLabels N labels
   * @return in [0, 1]
   * @throws IllegalArgumentException if the shapes do not fit
   */
  public double accuracy(Matrix bank, int[] bankLabels, Matrix queries, int[] queryLabels) {
    Labels.require("queryLabels", queryLabels, queries.rows());
    int[] found = classify(bank, bankLabels, queries);
    int hits = 0;
    for (int i = 0; i < found.length; i++) {
      hits += found[i] == queryLabels[i] ? 1 : 0;
    }
    return (double) hits / queries.rows();
  }

  /**
   * The label that the bank's nearest rows vote for, of each query.
   *
   * @param bank {@code [M, D]}, M &gt;= k, any length of rows
   * @param bankLabels M labels, from 0
   * @param queries {@code [N, D]}
   * @return N labels
   * @throws IllegalArgumentException if the shapes do not fit
   */
  public int[] classify(Matrix bank, int[] bankLabels, Matrix queries) {
    requireBank(bank.rows(), bankLabels);
    Shapes.requireCols("queries", queries, bank.cols());
    int classes = Labels.count(bankLabels);
    int[] found = new int[queries.rows()];
    try (Scope scope = bank.device().scope()) {
      Matrix unitBank = UnitRows.of(bank).rows();
      for (int from = 0; from < found.length; from += QUERY_ROWS) {
        int to = Math.min(found.length, from + QUERY_ROWS);
        Nearest[] nearest = nearest(unitBank, queries.rowRange(from, to));
        for (int i = from; i < to; i++) {
          found[i] = vote(nearest[i - from], bankLabels, classes);
        }
      }
    }
    return found;
  }

  /**
   * {@link #accuracy(Matrix, int[], Matrix, int[])} of features that are mostly zero.
   *
   * @throws IllegalArgumentException if the shapes do not fit
   */
  public double accuracy(SparseRows bank, int[] bankLabels, SparseRows queries, int[] queryLabels) {
    requireBank(bank.rows(), bankLabels);
    Labels.require("queryLabels", queryLabels, queries.rows());
    int classes = Labels.count(bankLabels);
    SparseRows byColumn = bank.unit().transposed();
    SparseRows unitQueries = queries.unit();
    int hits = 0;
    for (int i = 0; i < queries.rows(); i++) {
      Nearest nearest = new Nearest(k);
      nearest.offer(byColumn.products(unitQueries, i, bank.rows()), 0, bank.rows(), 0);
      if (vote(nearest, bankLabels, classes) == queryLabels[i]) {
        hits++;
      }
    }
    return (double) hits / queries.rows();
  }

  private void requireBank(int bankRows, int[] bankLabels) {
    Labels.require("bankLabels", bankLabels, bankRows);
    if (bankRows < k) {
      throw new IllegalArgumentException(
          "bank: must have at least k (" + k + ") rows, was " + bankRows);
    }
  }

  private Nearest[] nearest(Matrix unitBank, Matrix queries) {
    Nearest[] nearest = new Nearest[queries.rows()];
    for (int i = 0; i < nearest.length; i++) {
      nearest[i] = new Nearest(k);
    }
    try (Scope scope = unitBank.device().scope()) {
      Matrix unitQueries = UnitRows.of(queries).rows();
      for (int from = 0; from < unitBank.rows(); from += BANK_ROWS) {
        int to = Math.min(unitBank.rows(), from + BANK_ROWS);
        float[] similarities;
        try (Matrix products = unitQueries.matmulTransposed(unitBank.rowRange(from, to))) {
          similarities = products.toArray();
        }
        for (int i = 0; i < nearest.length; i++) {
          nearest[i].offer(similarities, i * (to - from), to - from, from);
        }
      }
    }
    return nearest;
  }

  private static int vote(Nearest nearest, int[] labels, int classes) {
    double[] votes = new double[classes];
    int winner = 0;
    for (int i = 0; i < nearest.size(); i++) {
      votes[labels[nearest.row(i)]] += 1 + SIMILARITY_VOTE * nearest.similarity(i);
    }
    for (int c = 1; c < classes; c++) {
      winner = votes[c] > votes[winner] ? c : winner;
    }
    return winner;
  }
}
