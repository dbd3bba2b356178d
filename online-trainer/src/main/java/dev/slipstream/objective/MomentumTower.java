package dev.slipstream.objective;

import dev.slipstream.encoder.Encoder;
import dev.slipstream.encoder.Encoder.Mode;
import dev.slipstream.input.Batch;
import dev.slipstream.loss.UnitRows;
import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.optimizer.ParameterUpdate;
import dev.slipstream.view.Views;

/**
 * An encoder learned by gradient and one that follows it as an exponential moving average (He et
 * al. 2019, arXiv:1911.05722, algorithm 1). Holds what a step works on and no state of its own.
 *
 * @param views makes the views of the tower's samples
 * @param queryEncoder learned by gradient
 * @param keyEncoder follows the query encoder
 * @param update the optimiser of the query encoder
 * @param keyMomentum what a key parameter keeps of itself in a step, in [0, 1]
 */
public record MomentumTower(
    Views views,
    Encoder queryEncoder,
    Encoder keyEncoder,
    ParameterUpdate update,
    double keyMomentum) {

  private static final int QUERY_VIEW = 0;
  private static final int KEY_VIEW = 1;

  /** Where both live. */
  public Device device() {
    return queryEncoder.parameters().device();
  }

  /** View number {@code view} of each row. */
  public View view(Batch batch, long step, int view) {
    return View.of(views, device(), batch, step, view);
  }

  /** The first two views of each row, the second's below the first's, {@code [2N, columns]}. */
  public View bothViews(Batch batch, long step) {
    return View.both(view(batch, step, 0), view(batch, step, 1));
  }

  /** Projections of a view by the query encoder, {@code [N, D]}, kept for {@link #descend}. */
  public Matrix query(View view) {
    return queryEncoder.forward(view.rows(), Mode.TRAIN, view.noise()).projection();
  }

  /** Projections of a view by the key encoder, {@code [N, D]}. */
  public Matrix key(View view) {
    return keyEncoder.forward(view.rows(), Mode.TRAIN_NO_GRADIENT, view.noise()).projection();
  }

  /** Unit projections of one view of each row by the query encoder, kept for {@link #descend}. */
  public UnitRows queries(Batch batch, long step) {
    return UnitRows.of(query(view(batch, step, QUERY_VIEW)));
  }

  /** Unit projections of another view by the key encoder, {@code [N, D]}. */
  public Matrix keys(Batch batch, long step) {
    return UnitRows.of(key(view(batch, step, KEY_VIEW))).rows();
  }

  /**
   * One step of the optimiser, after which the key encoder follows.
   *
   * @param gradient d loss / d what {@link #query} gave last, {@code [N, D]}
   */
  public void descend(Matrix gradient) {
    queryEncoder.backward(gradient);
    update.apply(queryEncoder.parameters(), queryEncoder.gradients());
    keyEncoder.parameters().lerpInPlace(queryEncoder.parameters(), (float) (1 - keyMomentum));
  }
}
