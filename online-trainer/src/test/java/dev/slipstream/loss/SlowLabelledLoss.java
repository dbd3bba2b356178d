package dev.slipstream.loss;

/**
 * The losses of {@link LabelledLoss} as their papers have them, in double precision: the oracle.
 */
final class SlowLabelledLoss {

  /** One pair's logit. */
  private interface Logit {
    double of(double[] a, double[] b);
  }

  private SlowLabelledLoss() {}

  static double value(LabelledLoss loss, double[][] rows, int[] labels) {
    double sum = 0;
    int anchors = 0;
    for (int i = 0; i < rows.length; i++) {
      double of =
          loss instanceof SupervisedContrastiveLoss s
              ? supervised(s.temperature(), rows, labels, i)
              : softNearest(((SoftNearestNeighborLoss) loss).temperature(), rows, labels, i);
      if (!Double.isNaN(of)) {
        sum += of;
        anchors++;
      }
    }
    return anchors == 0 ? 0 : sum / anchors;
  }

  private static double supervised(double t, double[][] rows, int[] labels, int i) {
    Logit logit = (a, b) -> product(a, b) / t;
    double partition = sum(logit, rows, labels, i, false);
    double total = 0;
    int positives = 0;
    for (int p = 0; p < rows.length; p++) {
      if (p != i && labels[p] == labels[i]) {
        total -= logit.of(rows[i], rows[p]) - Math.log(partition);
        positives++;
      }
    }
    return total / positives;
  }

  private static double softNearest(double t, double[][] rows, int[] labels, int i) {
    Logit logit = (a, b) -> (2 * product(a, b) - product(a, a) - product(b, b)) / t;
    double same = sum(logit, rows, labels, i, true);
    return same == 0 ? Double.NaN : -Math.log(same / sum(logit, rows, labels, i, false));
  }

  private static double sum(Logit logit, double[][] rows, int[] labels, int i, boolean same) {
    double sum = 0;
    for (int k = 0; k < rows.length; k++) {
      if (k != i && (!same || labels[k] == labels[i])) {
        sum += Math.exp(logit.of(rows[i], rows[k]));
      }
    }
    return sum;
  }

  private static double product(double[] a, double[] b) {
    double sum = 0;
    for (int j = 0; j < a.length; j++) {
      sum += a[j] * b[j];
    }
    return sum;
  }
}
