package dev.slipstream.loss;

import dev.slipstream.matrix.Matrix;
import dev.slipstream.matrix.Shapes;
import java.util.stream.IntStream;

/** What the losses of classes share: rows without a label are passed over. */
final class Labelled {

  private Labelled() {}

  /** Evaluates a loss that knows no rows without a label on those that have one. */
  static ClassLoss.Result evaluate(ClassLoss loss, Matrix rows, Matrix classes, int[] labels) {
    Shapes.requireCols("classes", classes, rows.cols());
    CrossEntropyLoss.requireLabels(labels, rows.rows(), classes.rows());
    int[] places =
        IntStream.range(0, labels.length)
            .filter(i -> labels[i] != CrossEntropyLoss.IGNORED)
            .toArray();
    if (places.length == 0) {
      return new ClassLoss.Result(
          0,
          rows.device().zeros(rows.rows(), rows.cols()),
          rows.device().zeros(classes.rows(), rows.cols()));
    }
    int[] some = IntStream.of(places).map(i -> labels[i]).toArray();
    ClassLoss.Result result = loss.evaluate(rows.gather(places), classes, some);
    return new ClassLoss.Result(
        result.value(), sum(result.gradient(), places, rows.rows()), result.classGradient());
  }

  /**
   * Adds rows up where they belong.
   *
   * @param rows {@code [M, D]}
   * @param to where each goes
   * @return {@code [size, D]}
   */
  static Matrix sum(Matrix rows, int[] to, int size) {
    int d = rows.cols();
    float[] values = rows.toArray();
    float[] sums = new float[size * d];
    for (int i = 0; i < to.length; i++) {
      for (int j = 0; j < d; j++) {
        sums[to[i] * d + j] += values[i * d + j];
      }
    }
    return rows.device().of(sums, size, d);
  }
}
