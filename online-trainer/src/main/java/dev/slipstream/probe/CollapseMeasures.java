package dev.slipstream.probe;

import dev.slipstream.matrix.Matrix;
import java.util.List;

/**
 * What tells without labels whether a representation has collapsed: to a point (the deviation falls
 * to 0, uniformity rises to 0) or into few directions (the rank falls to 1).
 *
 * @param featureStd standard deviation of unit vectors in each dimension, on average, times √D: 0
 *     where all are the same, 1 where they lie evenly on the sphere (Chen and He 2020,
 *     arXiv:2011.10566, section 4.1)
 * @param alignment mean squared distance of the unit vectors of two views, in [0, 4], 0 where views
 *     do not matter (Wang and Isola 2020, arXiv:2005.10242, with α = 2); NaN where no views were
 *     measured
 * @param uniformity {@code log E exp(-2 |x - y|²)} over pairs of different unit vectors, at most 0,
 *     the lower the more even (the same paper, with t = 2)
 * @param rankMe in how many directions the vectors lie, from 1 to min(N, D), 0 where all are zero:
 *     {@code exp(-Σ p log p)} of singular values that are normalised to sum 1 (Garrido et al. 2023,
 *     arXiv:2210.02885)
 */
public record CollapseMeasures(
    double featureStd, double alignment, double uniformity, double rankMe) {

  /** Of more rows, that many are measured, evenly spaced: pairs are compared. */
  static final int MOST_ROWS = 2048;

  /**
   * Measures vectors that are on the heap.
   *
   * @param vectors {@code [N, D]} of any length, N ≥ 2
   * @param alignment measured elsewhere; NaN if it was not
   * @throws ArithmeticException if a value is not finite
   */
  public static CollapseMeasures of(List<float[]> vectors, double alignment) {
    return of(Rows.of(vectors), alignment);
  }

  /**
   * Measures representations and their views, at most {@value #MOST_ROWS} of each.
   *
   * @param representations {@code [N, D]} of any length, N ≥ 2
   * @param ones {@code [M, E]}, of a view of each of some samples
   * @param others {@code [M, E]}, of another view of the same
   * @throws ArithmeticException if a value is not finite
   */
  public static CollapseMeasures of(Matrix representations, Matrix ones, Matrix others) {
    double alignment = Agreement.alignment(Rows.of(ones, MOST_ROWS), Rows.of(others, MOST_ROWS));
    return of(Rows.of(representations, MOST_ROWS), alignment);
  }

  private static CollapseMeasures of(Rows rows, double alignment) {
    Rows unit = rows.unit();
    return new CollapseMeasures(featureStd(unit), alignment, uniformity(unit), rankMe(rows));
  }

  private static double featureStd(Rows unit) {
    double[] variances = new double[unit.width()];
    double[] centred = unit.centred().values();
    for (int i = 0; i < centred.length; i++) {
      variances[i % variances.length] += centred[i] * centred[i] / unit.count();
    }
    double sum = 0;
    for (double variance : variances) {
      sum += Math.sqrt(variance);
    }
    return sum / Math.sqrt(unit.width()); // the mean times √D
  }

  private static double uniformity(Rows unit) {
    int count = unit.count();
    double[] gram = unit.gram();
    double sum = 0;
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < i; j++) {
        double distance = gram[i * count + i] + gram[j * count + j] - 2 * gram[i * count + j];
        sum += Math.exp(-2 * distance);
      }
    }
    return Math.log(sum / (count * (count - 1) / 2.0));
  }

  private static double rankMe(Rows rows) {
    double[] singular = rows.singularValues();
    double sum = 0;
    for (double value : singular) {
      sum += value;
    }
    if (sum == 0) {
      return 0;
    }
    double entropy = 0;
    for (double value : singular) {
      entropy -= value == 0 ? 0 : value / sum * Math.log(value / sum);
    }
    return Math.exp(entropy);
  }
}
