package dev.slipstream.loss;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The losses of {@link ContrastiveLoss} as their papers have them, in double precision: the oracle.
 */
final class SlowContrastiveLoss {

  /** Rows that a loss is evaluated on. */
  record Batch(double[][] query, double[][] positive, long[] items, List<Block> negatives) {}

  /** An {@link ItemKeys} in double precision. */
  record Block(double[][] rows, long[] items, float[] logWeights, int[][] excluded) {}

  /** A key and how many it counts as. */
  private record Key(double[] row, double weight) {}

  private SlowContrastiveLoss() {}

  static double value(ContrastiveLoss loss, Batch batch) {
    return IntStream.range(0, batch.query().length)
        .mapToDouble(i -> row(loss, batch, i))
        .average()
        .orElseThrow();
  }

  private static double row(ContrastiveLoss loss, Batch batch, int i) {
    double[] q = batch.query()[i];
    double[] p = batch.positive()[i];
    List<Key> others = keys(batch, i, false);
    if (loss instanceof InfoNceLoss l) {
      double own = Math.exp(dot(q, p) / l.temperature());
      return -Math.log(own / (own + sum(q, others, l.temperature())));
    } else if (loss instanceof NPairsLoss l) {
      double t = l.temperature();
      double ahead = total(others, k -> Math.exp((dot(q, k) - dot(q, p)) / t));
      return Math.log(1 + ahead) + l.regularization() * (dot(q, q) + dot(p, p)) / 2;
    } else if (loss instanceof RelaxedNPairsLoss l) {
      double t = l.temperature();
      double own = Math.exp(dot(q, p) / t) + sum(q, keys(batch, i, true), t);
      return -Math.log(own / (own + sum(q, others, t)));
    } else if (loss instanceof AllPairsLoss l) {
      double all = 0;
      for (int j = 0; j < batch.query().length; j++) {
        all += sum(batch.query()[j], keys(batch, j, false), l.temperature());
      }
      return Math.log(1 + all / Math.exp(dot(q, p) / l.temperature()));
    } else if (loss instanceof HardNegativeLoss l) {
      return hardNegatives(l, q, p, others);
    } else if (loss instanceof NceLoss l) {
      double t = l.temperature();
      double bias = l.bias().orElseGet(() -> normalizer(batch, t));
      return -Math.log(sigmoid(dot(q, p) / t - bias))
          - total(others, k -> Math.log(sigmoid(bias - dot(q, k) / t)));
    } else if (loss instanceof NonParametricSoftmaxLoss l) {
      return row(l.likelihood(), batch, i) + l.proximal() * square(q, p);
    } else if (loss instanceof PairLoss l) {
      double count = total(others, k -> 1);
      double lacking =
          total(others, k -> Math.pow(Math.max(0, l.margin() - distance(q, k)), 2) / 2);
      return square(q, p) / 2 + (count > 0 ? lacking / count : 0);
    } else if (loss instanceof TripletLoss l) {
      return triplets(l.margin(), square(q, p), q, others);
    } else if (loss instanceof QuadrupletLoss l) {
      int next = (i + 1) % batch.items().length;
      List<Key> common = new ArrayList<>(others);
      common.retainAll(keys(batch, next, false));
      boolean differs = batch.items()[i] != batch.items()[next];
      return triplets(l.margin(), square(q, p), q, others)
          + (differs ? triplets(l.margin() / 2, square(q, p), batch.query()[next], common) : 0);
    }
    double margin = ((LiftedStructureLoss) loss).margin();
    double near = total(others, k -> Math.exp(margin - distance(q, k)));
    double far = total(others, k -> Math.exp(margin - distance(p, k)));
    return Math.pow(Math.max(0, Math.log(near + far) + distance(q, p)), 2) / 2;
  }

  private static double hardNegatives(
      HardNegativeLoss l, double[] q, double[] p, List<Key> others) {
    double t = l.temperature();
    double beta = l.concentration();
    double count = total(others, k -> 1);
    double mean = total(others, k -> Math.exp(beta * dot(q, k) / t)) / count;
    double weighed = total(others, k -> Math.exp(beta * dot(q, k) / t) / mean * exp(q, k, t));
    double estimate =
        (weighed - count * l.positivePrior() * exp(q, p, t)) / (1 - l.positivePrior());
    double own = exp(q, p, t);
    return -Math.log(own / (own + Math.max(estimate, count * Math.exp(-1 / t))));
  }

  private static double triplets(double margin, double near, double[] q, List<Key> keys) {
    double count = total(keys, k -> 1);
    double sum = total(keys, k -> Math.max(0, near - square(q, k) + margin));
    return count > 0 ? sum / count : 0;
  }

  /** Log of the mean of the queries' partition sums. */
  static double normalizer(Batch batch, double t) {
    return Math.log(
        IntStream.range(0, batch.query().length)
            .mapToDouble(i -> sum(batch.query()[i], keys(batch, i, false), t))
            .average()
            .orElseThrow());
  }

  private static double exp(double[] a, double[] b, double t) {
    return Math.exp(dot(a, b) / t);
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  private static double distance(double[] a, double[] b) {
    return Math.sqrt(square(a, b));
  }

  private static double square(double[] a, double[] b) {
    return dot(a, a) + dot(b, b) - 2 * dot(a, b);
  }

  /** The sum of what is said of each key, by its weight. */
  private static double total(List<Key> keys, ToDoubleFunction<double[]> of) {
    return keys.stream().mapToDouble(k -> k.weight() * of.applyAsDouble(k.row())).sum();
  }

  /** {@code Σ_k e^(q·k / t)}. */
  private static double sum(double[] q, List<Key> keys, double t) {
    return total(keys, k -> exp(q, k, t));
  }

  /** The keys that query {@code i} is compared with: of its own item, or of others. */
  private static List<Key> keys(Batch batch, int i, boolean own) {
    List<Key> keys = new ArrayList<>();
    for (Block block : batch.negatives()) {
      for (int k = 0; k < block.rows().length; k++) {
        int key = k;
        boolean same = block.items().length > 0 && block.items()[k] == batch.items()[i];
        boolean out =
            block.excluded().length > 0
                && IntStream.of(block.excluded()[i]).anyMatch(excluded -> excluded == key);
        if (same == own && !out) {
          double weight = block.logWeights().length > 0 ? Math.exp(block.logWeights()[k]) : 1;
          keys.add(new Key(block.rows()[k], weight));
        }
      }
    }
    return keys;
  }

  static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int j = 0; j < a.length; j++) {
      sum += a[j] * b[j];
    }
    return sum;
  }
}
