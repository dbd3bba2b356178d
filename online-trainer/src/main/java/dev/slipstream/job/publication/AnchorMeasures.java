package dev.slipstream.job.publication;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What an encoder makes of fixed items, told without labels.
 *
 * @param spread mean squared distance of the unit vectors from their mean, in [0, 1]: 0 where all
 *     items look the same, which is one less their mean cosine
 * @param effectiveRank in how many directions they spread evenly, from 1 on, 0 where they do not
 *     spread: the participation ratio {@code (Σ λ)² / Σ λ²} of their covariance's eigenvalues (Gao
 *     et al. 2017, "A theory of multineuronal dimensionality, dynamics and measurement")
 */
record AnchorMeasures(double spread, double effectiveRank) {

  /** Neighbours that {@link #overlap} looks at. */
  static final int NEIGHBOURS = 10;

  /**
   * Measures vectors.
   *
   * @param vectors {@code [N, D]} of any length, N ≥ 1
   */
  static AnchorMeasures of(List<float[]> vectors) {
    double[][] gram = gram(centred(vectors));
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < gram.length; i++) {
      sum += gram[i][i];
      for (double product : gram[i]) {
        squares += product * product;
      }
    }
    return new AnchorMeasures(sum / gram.length, squares == 0 ? 0 : sum * sum / squares);
  }

  /**
   * Which share of each item's {@value #NEIGHBOURS} nearest others two encoders agree on, by the
   * cosine about the mean.
   *
   * @param ones vectors of the items, by one
   * @param others of the same items in the same order, by the other; of any width
   */
  static double overlap(List<float[]> ones, List<float[]> others) {
    double[][] one = gram(centred(ones));
    double[][] other = gram(centred(others));
    int k = Math.min(NEIGHBOURS, one.length - 1);
    int shared = 0;
    for (int i = 0; i < one.length; i++) {
      Set<Integer> found = new HashSet<>(nearest(one, i, k));
      found.retainAll(nearest(other, i, k));
      shared += found.size();
    }
    return (double) shared / (k * one.length);
  }

  private static List<Integer> nearest(double[][] gram, int item, int k) {
    return IntStream.range(0, gram.length)
        .filter(i -> i != item)
        .boxed()
        .sorted(
            (a, b) -> {
              int byCosine = Double.compare(cosine(gram, item, b), cosine(gram, item, a));
              return byCosine != 0 ? byCosine : Integer.compare(a, b);
            })
        .limit(k)
        .toList();
  }

  /** Up to the item's own length, which changes no order. */
  private static double cosine(double[][] gram, int item, int other) {
    double length = Math.sqrt(gram[other][other]);
    return length == 0 ? 0 : gram[item][other] / length;
  }

  /** Unit vectors less their mean; a vector of zeros stays one. */
  private static double[][] centred(List<float[]> vectors) {
    int columns = vectors.get(0).length;
    double[][] units = new double[vectors.size()][columns];
    double[] mean = new double[columns];
    for (int i = 0; i < units.length; i++) {
      float[] vector = vectors.get(i);
      double square = 0;
      for (float value : vector) {
        square += (double) value * value;
      }
      double length = square == 0 ? 1 : Math.sqrt(square);
      for (int j = 0; j < columns; j++) {
        units[i][j] = vector[j] / length;
        mean[j] += units[i][j] / units.length;
      }
    }
    for (double[] unit : units) {
      Arrays.setAll(unit, j -> unit[j] - mean[j]);
    }
    return units;
  }

  private static double[][] gram(double[][] rows) {
    double[][] gram = new double[rows.length][rows.length];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j <= i; j++) {
        double product = 0;
        for (int c = 0; c < rows[i].length; c++) {
          product += rows[i][c] * rows[j][c];
        }
        gram[i][j] = product;
        gram[j][i] = product;
      }
    }
    return gram;
  }
}
