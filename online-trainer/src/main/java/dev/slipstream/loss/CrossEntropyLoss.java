package dev.slipstream.loss;

import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.matrix.Scope;
import java.util.Arrays;

/**
 * Cross-entropy of labels under the softmax of logits: the mean over the rows with a label of
 * {@code log Σ_c e^(x_c) - x_label}.
 */
public final class CrossEntropyLoss {

  /** The label of a row that does not count. */
  public static final int IGNORED = -1;

  /** Elements of the logits worked on at a time. */
  private static final int CHUNK_VALUES = 1 << 20;

  /**
   * What the loss says of a batch.
   *
   * @param value nats, mean over the rows with a label; 0 if there is none
   * @param accuracy share of the rows with a label where no logit is above the label's; 0 if there
   *     is none
   * @param gradient d value / d logits, {@code [N, C]}
   */
  public record Result(double value, double accuracy, Matrix gradient) {}

  private CrossEntropyLoss() {}

  /**
   * Value and gradient.
   *
   * @param logits {@code [N, C]}
   * @param labels one for each row: a class from 0 on, or {@link #IGNORED}
   * @throws IllegalArgumentException if there are not as many labels as rows, or one is no class
   */
  public static Result evaluate(Matrix logits, int[] labels) {
    int n = logits.rows();
    int classes = logits.cols();
    requireLabels(labels, n, classes);
    long counted = Arrays.stream(labels).filter(label -> label != IGNORED).count();
    float share = 1f / Math.max(1, counted);
    Matrix gradient = logits.device().zeros(n, classes);
    double value = 0;
    int right = 0;
    int chunk = Math.max(1, CHUNK_VALUES / classes);
    for (int from = 0; from < n; from += chunk) {
      int to = Math.min(n, from + chunk);
      try (Scope scope = logits.device().scope()) {
        int[] some = Arrays.copyOfRange(labels, from, to);
        Matrix part = logits.rowRange(from, to);
        Matrix hot = oneHot(logits.device(), some, classes);
        Matrix logSum = part.rowLogSumExp();
        Matrix own = part.multiply(hot).rowSum();
        float[] lost = logSum.subtract(own).toArray();
        float[] behind = part.rowMax().subtract(own).toArray();
        float[] shares = new float[some.length];
        for (int i = 0; i < some.length; i++) {
          if (some[i] != IGNORED) {
            value += share * lost[i];
            right += behind[i] <= 0 ? 1 : 0;
            shares[i] = share;
          }
        }
        Matrix softmax = part.subtract(logSum).exp();
        softmax.axpyInPlace(-1, hot);
        softmax.multiplyInPlace(logits.device().of(shares, some.length, 1));
        gradient.setRows(from, softmax);
      }
    }
    return new Result(value, (double) share * right, gradient);
  }

  /** {@code [labels, C]}: 1 at each row's label, 0 elsewhere. */
  static Matrix oneHot(Device device, int[] labels, int classes) {
    float[] hot = new float[labels.length * classes];
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] != IGNORED) {
        hot[i * classes + labels[i]] = 1;
      }
    }
    return device.of(hot, labels.length, classes);
  }

  /** Requires a class or {@link #IGNORED} for each row. */
  static void requireLabels(int[] labels, int rows, int classes) {
    if (labels.length != rows) {
      throw new IllegalArgumentException(
          "labels: must be %d, one for each row, was %d".formatted(rows, labels.length));
    }
    for (int label : labels) {
      if (label < IGNORED || label >= classes) {
        throw new IllegalArgumentException(
            "label: must be from 0 to %d, or %d to be ignored, was %d"
                .formatted(classes - 1, IGNORED, label));
      }
    }
  }
}
