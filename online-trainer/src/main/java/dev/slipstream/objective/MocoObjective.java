package dev.slipstream.objective;

import dev.slipstream.encoder.Encoder;
import dev.slipstream.encoder.Encoder.Mode;
import dev.slipstream.loss.InfoNceLoss;
import dev.slipstream.loss.UnitRows;
import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.memory.queue.ContrastiveQueue;
import dev.slipstream.view.Views;

/**
 * Momentum contrast (MoCo v2: Chen et al. 2020, arXiv:2003.04297; algorithm 1 of He et al. 2019,
 * arXiv:1911.05722): a query must be nearer to the key of another view of its sample than to the
 * keys of earlier samples. Holds what one step works on and no state of its own.
 *
 * @param views makes the two views
 * @param queryEncoder learned by gradient
 * @param keyEncoder follows the query encoder
 * @param queue keys of earlier steps, the negatives
 * @param loss compares queries and keys
 * @param update the optimiser of the query encoder
 * @param keyMomentum what a key parameter keeps of itself in a step, in [0, 1]
 */
public record MocoObjective(
    Views views,
    Encoder queryEncoder,
    Encoder keyEncoder,
    ContrastiveQueue queue,
    InfoNceLoss loss,
    ParameterUpdate update,
    double keyMomentum) {

  /**
   * What a step found.
   *
   * @param loss nats, mean over N; 0 without negatives
   * @param negatives K
   * @param positiveSimilarity mean cosine of queries and their keys; 0 without negatives
   */
  public record Outcome(double loss, int negatives, double positiveSimilarity) {}

  /**
   * One step. While the queue is empty there is nothing to contrast: the keys are queued and no
   * parameter moves.
   *
   * @param values {@code [N, rowBytes]}, as the views take them
   * @param eventTimes Unix milliseconds of each row; its length is N
   * @param items of each row; its length is N
   * @param step the learner's count before this step
   * @param queued whether the keys are queued: after a batch's last step alone, as otherwise the
   *     next step on the same samples would meet their own keys as negatives
   * @throws IllegalStateException if the loss is not finite; parameters and queue are then as
   *     before
   */
  public Outcome step(byte[] values, long[] eventTimes, long[] items, long step, boolean queued) {
    Source source = new Source(values, eventTimes.length, step);
    Matrix keys = UnitRows.of(project(keyEncoder, source, 1, Mode.TRAIN_NO_GRADIENT)).rows();
    Outcome outcome =
        queue.filled() == 0 ? new Outcome(0, 0, 0) : contrast(source, keys, queue.keys());
    if (queued) {
      queue.enqueue(keys, step, eventTimes, items); // last, so that no key is its own negative
    }
    return outcome;
  }

  private Outcome contrast(Source source, Matrix keys, Matrix negatives) {
    UnitRows queries = UnitRows.of(project(queryEncoder, source, 0, Mode.TRAIN));
    InfoNceLoss.Result result = loss.evaluate(queries.rows(), keys, negatives);
    requireFinite(result.value(), source.step());
    queryEncoder.backward(queries.backward(result.queryGradient()));
    update.apply(queryEncoder.parameters(), queryEncoder.gradients());
    keyEncoder.parameters().lerpInPlace(queryEncoder.parameters(), (float) (1 - keyMomentum));
    return new Outcome(result.value(), negatives.rows(), result.positiveSimilarity());
  }

  private record Source(byte[] values, int rows, long step) {}

  private Matrix project(Encoder encoder, Source source, int view, Mode mode) {
    Device device = encoder.parameters().device();
    Matrix input = views.view(device, source.values(), source.rows(), source.step(), view);
    return encoder.forward(input, mode).projection();
  }

  private static void requireFinite(double value, long step) {
    if (!Double.isFinite(value)) {
      throw new IllegalStateException(
          "loss: must be finite, was "
              + value
              + " in step "
              + step
              + ": learning diverged; lower learner.learning-rate or raise loss.temperature, and"
              + " start again from an earlier state");
    }
  }
}
