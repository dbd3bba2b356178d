package dev.slipstream.loss;

import static dev.slipstream.loss.LossRows.norm;
import static dev.slipstream.loss.SlowContrastiveLoss.dot;

import java.util.Arrays;

/** The losses of {@link ClassLoss} as their papers have them, in double precision: the oracle. */
final class SlowClassLoss {

  private SlowClassLoss() {}

  static double value(ClassLoss loss, double[][] rows, double[][] classes, int[] labels) {
    double sum = 0;
    int counted = 0;
    for (int i = 0; i < rows.length; i++) {
      if (labels[i] != CrossEntropyLoss.IGNORED) {
        sum += row(loss, rows[i], classes, labels[i]);
        counted++;
      }
    }
    return sum / counted;
  }

  private static double row(ClassLoss loss, double[] x, double[][] classes, int label) {
    double[] w = classes[label];
    if (loss instanceof CenterLoss) {
      return (dot(x, x) - 2 * dot(x, w) + dot(w, w)) / 2;
    }
    double[] logits = new double[classes.length];
    double angle = Math.acos(dot(x, w) / norm(x) / norm(w));
    if (loss instanceof ClassSoftmaxLoss l) {
      Arrays.setAll(logits, c -> dot(x, classes[c]) / l.temperature());
    } else if (loss instanceof ArcFaceLoss l) {
      Arrays.setAll(logits, c -> l.scale() * dot(x, classes[c]) / norm(x) / norm(classes[c]));
      logits[label] =
          angle + l.margin() < Math.PI
              ? l.scale() * Math.cos(angle + l.margin())
              : l.scale() * (Math.cos(angle) - l.margin() * Math.sin(l.margin()));
    } else {
      int m = ((LargeMarginSoftmaxLoss) loss).margin();
      int k = (int) Math.floor(angle * m / Math.PI);
      Arrays.setAll(logits, c -> dot(x, classes[c]));
      logits[label] = norm(x) * norm(w) * (Math.pow(-1, k) * Math.cos(m * angle) - 2 * k);
    }
    double all = Arrays.stream(logits).map(Math::exp).sum();
    return -Math.log(Math.exp(logits[label]) / all);
  }
}
