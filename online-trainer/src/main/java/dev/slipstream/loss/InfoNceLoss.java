package dev.slipstream.loss;

import dev.slipstream.config.Option;
import dev.slipstream.config.Settings;
import dev.slipstream.matrix.Matrix;
import java.util.List;

/**
 * InfoNCE (van den Oord et al. 2018, arXiv:1807.03748, eq. 4; against queued negatives MoCo: He et
 * al. 2019, arXiv:1911.05722, eq. 1): {@code -log (e^(q·p/τ) / (e^(q·p/τ) + Σ_k e^(q·k/τ)))}, in
 * nats. Queries, positives and negatives are to be of unit length.
 *
 * @param temperature τ, what cosines are divided by
 * @param chunkRows negatives compared at a time
 */
public record InfoNceLoss(double temperature, int chunkRows) implements ContrastiveLoss {

  public static final Option<Double> TEMPERATURE =
      Option.ofDouble("loss.temperature", 0.2)
          .above(0.0)
          .atMost(100.0)
          .doc("What cosines are divided by: lower looks harder at the nearest negatives.");
  public static final Option<Integer> CHUNK_ROWS =
      Option.ofInt("loss.chunk-rows", 8192)
          .atLeast(1)
          .unit("rows")
          .doc(
              "Negatives compared at a time; bounds the loss's memory, does not change its value.");

  public static final List<Option<?>> OPTIONS = List.of(TEMPERATURE, CHUNK_ROWS);

  public InfoNceLoss {
    TEMPERATURE.check(temperature);
    CHUNK_ROWS.check(chunkRows);
  }

  /** Reads the options of this record. */
  public static InfoNceLoss from(Settings settings) {
    return new InfoNceLoss(settings.get(TEMPERATURE), settings.get(CHUNK_ROWS));
  }

  @Override
  public Result evaluate(Matrix query, Matrix positive, long[] items, List<ItemKeys> negatives) {
    Softmax softmax = new Softmax(query, positive, items, negatives, temperature, chunkRows);
    return softmax.mean(InfoNceLoss::row, softmax.negatives());
  }

  private static RowLoss.Row row(double positive, double[] negatives) {
    double ahead = negatives[0] - positive;
    double missed = Logits.sigmoid(ahead); // the negatives' probability
    return new RowLoss.Row(Logits.softplus(ahead), -missed, missed);
  }
}
