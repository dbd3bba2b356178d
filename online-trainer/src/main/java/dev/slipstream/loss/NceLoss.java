package dev.slipstream.loss;

import dev.slipstream.loss.Negatives.Which;
import dev.slipstream.matrix.Matrix;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Noise-contrastive estimation (Gutmann and Hyvärinen 2010, "Noise-contrastive estimation: a new
 * estimation principle for unnormalized statistical models", eq. 3): the positive is told from
 * noise by a logistic regression, {@code -log σ(q·p/τ - b) - Σ_k log σ(b - q·k/τ)}.
 *
 * <p>b is the logarithm of the normaliser times how many negatives there are and how probable each
 * of them is as noise. Where noise is drawn evenly from the n items of a memory (Wu et al. 2018,
 * arXiv:1805.01978, section 3.2), b is {@code log (Z K / n)}, for which the logarithm of the mean
 * over the queries of {@code Σ_k e^(q·k/τ)} is that paper's estimate; it is made anew for each
 * batch and takes no gradient.
 *
 * @param temperature τ
 * @param bias b; estimated where empty
 * @param chunkRows negatives compared at a time
 */
public record NceLoss(double temperature, OptionalDouble bias, int chunkRows)
    implements ContrastiveLoss {

  public NceLoss {
    InfoNceLoss.TEMPERATURE.check(temperature);
    InfoNceLoss.CHUNK_ROWS.check(chunkRows);
  }

  @Override
  public Result evaluate(Matrix query, Matrix positive, long[] items, List<ItemKeys> negatives) {
    Softmax softmax = new Softmax(query, positive, items, negatives, temperature, chunkRows);
    int n = query.rows();
    float subtracted = (float) bias.orElseGet(() -> estimate(softmax.negatives(), n));
    double[] value = {0};
    double[] ofPositives = new double[n];
    for (int i = 0; i < n; i++) {
      double behind = subtracted - softmax.positiveLogits()[i];
      value[0] += Logits.softplus(behind) / n;
      ofPositives[i] = -Logits.sigmoid(behind) / n;
    }
    Matrix queryGradient = query.device().zeros(n, query.cols());
    Matrix scaledQuery = query.multiply((float) (1 / temperature));
    Matrix minusBias = Logits.scalar(query.device(), -subtracted);
    softmax
        .keys()
        .read(
            Which.OTHERS,
            chunk -> {
              Matrix logits = scaledQuery.matmulTransposed(chunk.keys());
              logits.addInPlace(minusBias);
              Matrix weights = softmax.keys().weights(chunk);
              weights.multiplyInPlace(1f / n);
              value[0] += Logits.softplus(logits).multiply(weights).sum();
              Matrix gradient = Logits.sigmoid(logits).multiply(weights);
              queryGradient.axpyInPlace((float) (1 / temperature), gradient.matmul(chunk.keys()));
              chunk
                  .gradient()
                  .ifPresent(keys -> keys.addInPlace(gradient.transposedMatmul(scaledQuery)));
            });
    return softmax.result(value[0], ofPositives, queryGradient);
  }

  private static double estimate(Partition negatives, int n) {
    return Logits.logSumExp(negatives.logSums()) - Math.log(n);
  }
}
