package dev.slipstream.probe;

import java.util.List;

/**
 * How far what an encoder makes of items lies apart, and in how many directions, told without
 * labels.
 *
 * @param spread mean squared distance of the unit vectors from their mean, in [0, 1]: 0 where all
 *     items look the same, which is one less their mean cosine
 * @param effectiveRank in how many directions they spread evenly, from 1 on, 0 where they do not
 *     spread: the participation ratio {@code (Σ λ)² / Σ λ²} of their covariance's eigenvalues (Gao
 *     et al. 2017, "A theory of multineuronal dimensionality, dynamics and measurement")
 */
public record Spread(double spread, double effectiveRank) {

  /**
   * Measures vectors.
   *
   * @param vectors {@code [N, D]} of any length, N ≥ 1
   */
  public static Spread of(List<float[]> vectors) {
    Rows centred = Rows.of(vectors).unit().centred();
    double sum = centred.squares();
    double squares = centred.fourthPowers();
    return new Spread(sum / centred.count(), squares == 0 ? 0 : sum * sum / squares);
  }
}
