package dev.slipstream.objective;

import dev.slipstream.encoder.Encoder;
import dev.slipstream.encoder.Encoder.Mode;
import dev.slipstream.input.Batch;
import dev.slipstream.loss.UnitRows;
import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.memory.queue.ContrastiveQueue;
import dev.slipstream.optimizer.ParameterUpdate;
import dev.slipstream.view.Views;

/**
 * An encoder learned by gradient, one that follows it as an exponential moving average, and the
 * queue of the keys the second one made (He et al. 2019, arXiv:1911.05722, algorithm 1). Holds what
 * a step works on and no state of its own.
 *
 * @param views makes the views of the tower's samples
 * @param queryEncoder learned by gradient
 * @param keyEncoder follows the query encoder
 * @param queue keys of earlier steps
 * @param update the optimiser of the query encoder
 * @param keyMomentum what a key parameter keeps of itself in a step, in [0, 1]
 */
public record MomentumTower(
    Views views,
    Encoder queryEncoder,
    Encoder keyEncoder,
    ContrastiveQueue queue,
    ParameterUpdate update,
    double keyMomentum) {

  private static final int QUERY_VIEW = 0;
  private static final int KEY_VIEW = 1;

  /**
   * Projections of one view of each row, kept for {@link #descend}.
   *
   * @param step the learner's count before this step
   */
  UnitRows queries(Batch batch, long step) {
    return UnitRows.of(project(queryEncoder, batch, step, QUERY_VIEW, Mode.TRAIN));
  }

  /** Projections of another view by the key encoder, unit rows {@code [N, D]}. */
  Matrix keys(Batch batch, long step) {
    return UnitRows.of(project(keyEncoder, batch, step, KEY_VIEW, Mode.TRAIN_NO_GRADIENT)).rows();
  }

  /** Queues what {@link #keys} gave. */
  void enqueue(Matrix keys, Batch batch, long step) {
    queue.enqueue(keys, step, batch.eventTimes(), batch.items());
  }

  /**
   * One step of the optimiser, after which the key encoder follows.
   *
   * @param queries what {@link #queries} gave last
   * @param gradient of the loss with respect to their unit rows, {@code [N, D]}
   */
  void descend(UnitRows queries, Matrix gradient) {
    queryEncoder.backward(queries.backward(gradient));
    update.apply(queryEncoder.parameters(), queryEncoder.gradients());
    keyEncoder.parameters().lerpInPlace(queryEncoder.parameters(), (float) (1 - keyMomentum));
  }

  private Matrix project(Encoder encoder, Batch batch, long step, int view, Mode mode) {
    Device device = encoder.parameters().device();
    Matrix seen = views.view(device, batch.values(), batch.rows(), step, view);
    return encoder.forward(seen, mode, views.noise(step, view)).projection();
  }
}
