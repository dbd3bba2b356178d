package dev.slipstream.loss;

import dev.slipstream.matrix.Matrix;
import java.util.Arrays;

/**
 * Centre loss (Wen et al. 2016, "A discriminative feature learning approach for deep face
 * recognition", eq. 2): the mean of {@code |x - c_y|² / 2}, which draws the rows of a class
 * together beside a loss that keeps classes apart.
 */
public record CenterLoss() implements ClassLoss {

  @Override
  public Result evaluate(Matrix rows, Matrix classes, int[] labels) {
    return Labelled.evaluate(CenterLoss::labelled, rows, classes, labels);
  }

  private static Result labelled(Matrix rows, Matrix centers, int[] labels) {
    float share = 1f / labels.length;
    Matrix apart = rows.subtract(centers.gather(labels));
    double squares = apart.multiply(apart).sum();
    Matrix gradient = apart.multiply(share);
    Matrix ofCenters = Labelled.sum(gradient, labels, centers.rows());
    ofCenters.multiplyInPlace(-1);
    return new Result(share * squares / 2, gradient, ofCenters);
  }

  /**
   * What the paper takes from the centres, times a rate of its own, instead of their gradient (eq.
   * 4): {@code Σ (c - x) / (1 + n)} over the n rows of each class.
   *
   * @param rows {@code [N, D]}
   * @param centers {@code [C, D]}
   * @param labels one for each row: a class, or {@link CrossEntropyLoss#IGNORED}
   * @return {@code [C, D]}
   * @throws IllegalArgumentException if the shapes do not fit, or a label is no class
   */
  public static Matrix centerStep(Matrix rows, Matrix centers, int[] labels) {
    int counted = 0;
    double[] factors = new double[centers.rows()];
    Arrays.fill(factors, 1);
    Result result = new CenterLoss().evaluate(rows, centers, labels);
    for (int label : labels) {
      if (label != CrossEntropyLoss.IGNORED) {
        factors[label]++;
        counted++;
      }
    }
    for (int c = 0; c < factors.length; c++) {
      factors[c] = counted / factors[c];
    }
    return result.classGradient().multiply(Logits.column(rows.device(), factors));
  }
}
