package dev.slipstream.loss;

import dev.slipstream.matrix.Matrix;
import java.util.List;

/**
 * InfoNCE with negatives that are debiased and weighed by hardness (Robinson et al. 2021,
 * arXiv:2010.04592, section 3): {@code -log (e^s / (e^s + G))} with {@code s = q·p/τ}, {@code s_k =
 * q·k/τ}, K negatives and
 *
 * <pre>{@code
 * G = max((Σ_k w_k e^s_k - K π e^s) / (1 - π), K e^(-1/τ)),  w_k = e^(β s_k) / mean_k e^(β s_k)
 * }</pre>
 *
 * <p>With β = 0 it is the debiased loss (Chuang et al. 2020, arXiv:2007.00224, section 4, one
 * positive), with π = 0 too {@link InfoNceLoss}. Rows are to be of unit length. The gradient goes
 * through the weights w, too.
 *
 * @param temperature τ
 * @param positivePrior π, how probably a negative is of the query's class, in [0, 1)
 * @param concentration β, at least 0: how much harder negatives count more
 * @param chunkRows negatives compared at a time
 */
public record HardNegativeLoss(
    double temperature, double positivePrior, double concentration, int chunkRows)
    implements ContrastiveLoss {

  public HardNegativeLoss {
    InfoNceLoss.TEMPERATURE.check(temperature);
    Losses.POSITIVE_PRIOR.check(positivePrior);
    Losses.CONCENTRATION.check(concentration);
    InfoNceLoss.CHUNK_ROWS.check(chunkRows);
  }

  /** The debiased loss of Chuang et al. */
  public static HardNegativeLoss debiased(double temperature, double positivePrior, int chunkRows) {
    return new HardNegativeLoss(temperature, positivePrior, 0, chunkRows);
  }

  @Override
  public Result evaluate(Matrix query, Matrix positive, long[] items, List<ItemKeys> negatives) {
    Softmax softmax = new Softmax(query, positive, items, negatives, temperature, chunkRows);
    Partition harder = softmax.negatives(1 + concentration);
    Partition weights = softmax.negatives(concentration);
    Partition count = concentration == 0 ? weights : softmax.negatives(0);
    return softmax.mean(this::row, harder, weights, count);
  }

  private RowLoss.Row row(double positive, double[] logSums) {
    double count = logSums[2]; // log K
    double weighed = count + logSums[0] - logSums[1]; // log Σ_k w_k e^s_k
    double bias = Math.log(positivePrior) + count + positive;
    double least = count - 1 / temperature;
    double shift = Math.max(Math.max(positive, weighed), Math.max(bias, least));
    double own = Math.exp(positive - shift);
    double ofWeighed = Math.exp(weighed - shift) / (1 - positivePrior);
    double ofBias = Math.exp(bias - shift) / (1 - positivePrior);
    double floor = Math.exp(least - shift);
    boolean above = ofWeighed - ofBias > floor;
    double all = own + (above ? ofWeighed - ofBias : floor);
    double toWeighed = above ? ofWeighed / all : 0;
    double toOwn = (above ? own - ofBias : own) / all - 1;
    return new RowLoss.Row(Math.log(all) + shift - positive, toOwn, toWeighed, -toWeighed, 0);
  }
}
