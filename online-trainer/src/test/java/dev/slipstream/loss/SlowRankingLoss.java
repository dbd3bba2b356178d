package dev.slipstream.loss;

import java.util.Arrays;

/** The losses of {@link RankingLoss} as their papers have them, in double precision: the oracle. */
final class SlowRankingLoss {

  private SlowRankingLoss() {}

  static double value(
      RankingLoss.Kind kind, double t, double[][] a, double[][] p, Choices choices, double repeat) {
    double total = 0;
    for (int i = 0; i < a.length; i++) {
      total += choices.weights()[i] * of(kind, t, a[i], p, choices, repeat, i) / a.length;
    }
    return total;
  }

  private static double of(
      RankingLoss.Kind kind,
      double t,
      double[] a,
      double[][] p,
      Choices choices,
      double repeat,
      int i) {
    int own = choices.positives()[i][0];
    double numerator = 0;
    double denominator = 0;
    double pairs = 0;
    int negatives = 0;
    double ofOwn = logit(t, a, p[own], offset(choices, i, own, repeat));
    for (int k = 0; k < p.length; k++) {
      double plain = logit(t, a, p[k], offset(choices, i, k, repeat));
      double e = Math.exp(plain + choices.offsets()[k]);
      boolean positive = has(choices.positives()[i], k);
      boolean neutral = has(choices.neutrals()[i], k);
      switch (kind) {
        case RELAXED_N_PAIRS -> {
          numerator += positive ? e : 0;
          denominator += neutral ? 0 : e;
        }
        case N_PAIRS -> {
          numerator += k == own ? Math.exp(plain) : 0;
          denominator += e;
        }
        case SAMPLED_SOFTMAX -> {
          numerator += k == own ? e : 0;
          denominator += neutral || (positive && k != own) ? 0 : e;
        }
        case BPR -> {
          if (!positive && !neutral) {
            pairs += Math.log1p(Math.exp(plain - ofOwn));
            negatives++;
          }
        }
      }
    }
    return kind == RankingLoss.Kind.BPR
        ? pairs / Math.max(1, negatives)
        : -Math.log(numerator / denominator);
  }

  private static double offset(Choices choices, int i, int k, double repeat) {
    return (has(choices.repeats()[i], k) ? repeat : 0)
        + (has(choices.refused()[i], k) ? choices.refusedOffset() : 0);
  }

  private static double logit(double t, double[] a, double[] p, double offset) {
    double sum = 0;
    for (int j = 0; j < a.length; j++) {
      sum += a[j] * p[j];
    }
    return sum / t + offset;
  }

  private static boolean has(int[] rows, int row) {
    return Arrays.stream(rows).anyMatch(r -> r == row);
  }
}
