package dev.slipstream.loss;

/**
 * A loss of one query that looks at no more than the logit of its positive and at log-sums of other
 * keys' logits, as {@link Partition} gives them.
 */
@FunctionalInterface
interface RowLoss {

  /**
   * One query's loss.
   *
   * @param value nats
   * @param ofPositive d value / d positive
   * @param ofLogSums d value / d logSums, as many as those
   */
  record Row(double value, double ofPositive, double... ofLogSums) {}

  /**
   * Value and derivatives.
   *
   * @param positive logit of the positive
   * @param logSums {@code log Σ e^logit}, about -1e6 where no key counts
   */
  Row of(double positive, double[] logSums);
}
