package dev.slipstream.loss;

import java.util.ArrayList;
import java.util.List;
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
    InfoNceLoss infoNce = (InfoNceLoss) loss;
    double t = infoNce.temperature();
    double own = Math.exp(dot(q, p) / t);
    return -Math.log(own / (own + sum(q, others, t)));
  }

  /** {@code Σ_k e^(q·k / t)}. */
  private static double sum(double[] q, List<Key> keys, double t) {
    return keys.stream().mapToDouble(k -> k.weight() * Math.exp(dot(q, k.row()) / t)).sum();
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
