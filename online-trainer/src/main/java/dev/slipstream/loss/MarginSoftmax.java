package dev.slipstream.loss;

import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.Matrix;

/**
 * Cross-entropy of logits {@code s |x| |w_c| cos θ_c} where a function ψ stands for the cosine of a
 * row with the weights of its own class.
 */
final class MarginSoftmax {

  /** ψ. */
  interface Margin {

    /** {@code ψ(cos θ)}. */
    double of(double cosine);

    /** d ψ / d cos θ. */
    double slope(double cosine);
  }

  /** Nearer to 0 than this no angle is told from 0. */
  private static final double LEAST_SINE = 1e-3;

  private MarginSoftmax() {}

  /** {@code sin θ}, to be divided by. */
  static double sine(double cosine) {
    return Math.max(LEAST_SINE, Math.sqrt(Math.max(0, 1 - cosine * cosine)));
  }

  /** {@code θ}, in [0, π]. */
  static double angle(double cosine) {
    return Math.acos(Math.max(-1, Math.min(1, cosine)));
  }

  /** Value and gradients, as {@link ClassLoss#evaluate} has them; each row has a label. */
  static ClassLoss.Result evaluate(
      Matrix rows, Matrix classes, int[] labels, double scale, Margin margin) {
    Device device = rows.device();
    int n = labels.length;
    UnitRows row = UnitRows.of(rows);
    UnitRows own = UnitRows.of(classes.gather(labels));
    float[] cosines = row.rows().multiply(own.rows()).rowSum().toArray();
    float[] lengths = row.norms().toArray();
    float[] ownLengths = own.norms().toArray();
    double[] added = new double[n];
    for (int i = 0; i < n; i++) {
      added[i] = scale * lengths[i] * ownLengths[i] * (margin.of(cosines[i]) - cosines[i]);
    }
    Matrix hot = CrossEntropyLoss.oneHot(device, labels, classes.rows());
    Matrix logits = rows.matmulTransposed(classes);
    logits.multiplyInPlace((float) scale);
    logits.addInPlace(hot.multiply(Logits.column(device, added)));
    CrossEntropyLoss.Result result = CrossEntropyLoss.evaluate(logits, labels);

    float[] ofOwn = result.gradient().multiply(hot).rowSum().toArray();
    double[] ofCosine = new double[n];
    double[] ofLength = new double[n];
    double[] ofOwnLength = new double[n];
    for (int i = 0; i < n; i++) {
      double slope = margin.slope(cosines[i]) - 1;
      double difference = margin.of(cosines[i]) - cosines[i];
      ofCosine[i] = ofOwn[i] * scale * lengths[i] * ownLengths[i] * slope;
      ofLength[i] = ofOwn[i] * scale * ownLengths[i] * difference;
      ofOwnLength[i] = ofOwn[i] * scale * lengths[i] * difference;
    }
    Matrix cosine = Logits.column(device, ofCosine);
    Matrix ofRows = row.backward(own.rows().multiply(cosine));
    ofRows.addInPlace(row.rows().multiply(Logits.column(device, ofLength)));
    ofRows.axpyInPlace((float) scale, result.gradient().matmul(classes));
    Matrix ofOwnRows = own.backward(row.rows().multiply(cosine));
    ofOwnRows.addInPlace(own.rows().multiply(Logits.column(device, ofOwnLength)));
    Matrix ofClasses = Labelled.sum(ofOwnRows, labels, classes.rows());
    ofClasses.axpyInPlace((float) scale, result.gradient().transposedMatmul(rows));
    return new ClassLoss.Result(result.value(), ofRows, ofClasses);
  }
}
