package dev.slipstream.loss;

import dev.slipstream.matrix.Matrix;

/**
 * Supervised contrast (Khosla et al. 2020, arXiv:2004.11362, eq. 2, the sum outside the logarithm):
 * of row i {@code -1/|P(i)| Σ_{p in P(i)} log (e^(z_i·z_p/τ) / Σ_{a≠i} e^(z_i·z_a/τ))}, where P(i)
 * are the other rows of its class. Rows are to be of unit length.
 *
 * @param temperature τ, above 0; the paper has 0.1
 */
public record SupervisedContrastiveLoss(double temperature) implements LabelledLoss {

  public SupervisedContrastiveLoss {
    if (!(temperature > 0)) {
      throw new IllegalArgumentException("temperature: must be > 0, was " + temperature);
    }
  }

  @Override
  public Result evaluate(Matrix rows, int[] labels) {
    ClassPairs pairs = ClassPairs.of(rows, labels);
    Matrix similarities = rows.matmulTransposed(rows);
    similarities.multiplyInPlace((float) (1 / temperature));
    Matrix logits = similarities.add(pairs.others());
    Matrix partition = logits.rowLogSumExp();
    Matrix ofPositives = similarities.multiply(pairs.positives()).rowSum();
    double value = partition.subtract(ofPositives).multiply(pairs.anchors()).sum();

    Matrix gradient = logits.subtract(partition).exp(); // of the logits
    gradient.axpyInPlace(-1, pairs.positives());
    gradient.multiplyInPlace(pairs.anchors());
    double ofTemperature = -gradient.multiply(similarities).sum() / temperature;
    Matrix ofRows = gradient.matmul(rows);
    ofRows.addInPlace(gradient.transposedMatmul(rows));
    ofRows.multiplyInPlace((float) (1 / temperature));
    return new Result(value, ofRows, ofTemperature);
  }
}
