package dev.slipstream.loss;

import dev.slipstream.matrix.Matrix;

/**
 * Soft nearest neighbours (Frosst, Papernot and Hinton 2019, arXiv:1902.01889, eq. 1): of row i
 * {@code -log (Σ_{j≠i, y_j=y_i} e^(-|x_i-x_j|²/T) / Σ_{k≠i} e^(-|x_i-x_k|²/T))}. The paper learns T
 * too, which {@link Result#temperatureGradient} is for. Rows whose class does not occur again have
 * no part in it (in the paper's formula their loss would be infinite).
 *
 * @param temperature T, above 0
 */
public record SoftNearestNeighborLoss(double temperature) implements LabelledLoss {

  public SoftNearestNeighborLoss {
    if (!(temperature > 0)) {
      throw new IllegalArgumentException("temperature: must be > 0, was " + temperature);
    }
  }

  @Override
  public Result evaluate(Matrix rows, int[] labels) {
    ClassPairs pairs = ClassPairs.of(rows, labels);
    int n = rows.rows();
    Matrix lengths = rows.multiply(rows).rowSum();
    Matrix nearness = rows.matmulTransposed(rows).multiply(2); // less |x_i - x_j|²
    nearness.axpyInPlace(-1, lengths);
    nearness.axpyInPlace(-1, lengths.reshape(1, n));
    nearness.multiplyInPlace((float) (1 / temperature));
    Matrix all = nearness.add(pairs.others());
    Matrix same = nearness.add(pairs.same());
    Matrix ofAll = all.rowLogSumExp();
    Matrix ofSame = same.rowLogSumExp();
    double value = ofAll.subtract(ofSame).multiply(pairs.anchors()).sum();

    Matrix gradient = all.subtract(ofAll).exp(); // of the nearness
    gradient.axpyInPlace(-1, same.subtract(ofSame).exp());
    gradient.multiplyInPlace(pairs.anchors());
    double ofTemperature = -gradient.multiply(nearness).sum() / temperature;
    Matrix both = gradient.matmul(rows);
    both.addInPlace(gradient.transposedMatmul(rows));
    Matrix weights = gradient.rowSum();
    weights.addInPlace(gradient.columnSum().reshape(n, 1));
    both.axpyInPlace(-1, rows.multiply(weights));
    both.multiplyInPlace((float) (2 / temperature));
    return new Result(value, both, ofTemperature);
  }
}
