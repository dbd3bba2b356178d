package dev.slipstream.loss;

import dev.slipstream.matrix.Matrix;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Cross-entropy under a softmax over many classes, whose logits {@code x·w_c / τ} are never held
 * all at once: {@code -log (e^(x·w_y/τ) / Σ_c e^(x·w_c/τ))}, in nats; over all classes, or sampled
 * (Bengio and Senécal 2008, "Adaptive importance sampling to accelerate training of a neural
 * probabilistic language model") over the label and some classes.
 *
 * @param temperature τ
 * @param chunkRows classes compared at a time
 */
public record ClassSoftmaxLoss(double temperature, int chunkRows) implements ClassLoss {

  public ClassSoftmaxLoss {
    InfoNceLoss.TEMPERATURE.check(temperature);
    InfoNceLoss.CHUNK_ROWS.check(chunkRows);
  }

  @Override
  public Result evaluate(Matrix rows, Matrix classes, int[] labels) {
    return Labelled.evaluate(this::all, rows, classes, labels);
  }

  /**
   * Value and gradients over the label and some classes, in expectation over which those are.
   *
   * @param rows {@code [N, D]}
   * @param classes {@code [C, D]}
   * @param labels one for each row: a class, or {@link CrossEntropyLoss#IGNORED}
   * @param sampled classes, at least 1, each as often as it was drawn; a row's label among them is
   *     passed over
   * @param logCounts of each of them, the logarithm of how often it is expected to be drawn
   * @throws IllegalArgumentException if the shapes do not fit, or a label is no class
   */
  public Result evaluate(
      Matrix rows, Matrix classes, int[] labels, int[] sampled, float[] logCounts) {
    return Labelled.evaluate(
        (some, all, of) -> sampled(some, all, of, sampled, logCounts), rows, classes, labels);
  }

  private Result all(Matrix rows, Matrix classes, int[] labels) {
    ItemKeys keys = new ItemKeys(classes, longs(IntStream.range(0, classes.rows())));
    ContrastiveLoss.Result result = contrast(rows, classes, labels, keys);
    Matrix classGradient = result.negativeGradients().get(0);
    classGradient.addInPlace(Labelled.sum(result.positiveGradient(), labels, classes.rows()));
    return new Result(result.value(), result.queryGradient(), classGradient);
  }

  private Result sampled(
      Matrix rows, Matrix classes, int[] labels, int[] sampled, float[] logCounts) {
    float[] weights = new float[logCounts.length];
    for (int k = 0; k < weights.length; k++) {
      weights[k] = -logCounts[k];
    }
    ItemKeys keys = new ItemKeys(classes.gather(sampled), longs(Arrays.stream(sampled)));
    ContrastiveLoss.Result result = contrast(rows, classes, labels, keys.weighted(weights));
    int c = classes.rows();
    Matrix classGradient = Labelled.sum(result.negativeGradients().get(0), sampled, c);
    classGradient.addInPlace(Labelled.sum(result.positiveGradient(), labels, c));
    return new Result(result.value(), result.queryGradient(), classGradient);
  }

  /** A row's positive is its class, its negatives are the others. */
  private ContrastiveLoss.Result contrast(
      Matrix rows, Matrix classes, int[] labels, ItemKeys negatives) {
    return new InfoNceLoss(temperature, chunkRows)
        .evaluate(
            rows,
            classes.gather(labels),
            longs(Arrays.stream(labels)),
            List.of(negatives.withGradient()));
  }

  private static long[] longs(IntStream values) {
    return values.asLongStream().toArray();
  }
}
