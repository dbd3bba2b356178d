package dev.slipstream.objective;

import dev.slipstream.matrix.Matrix;

/** What the query encoder says at some places of a batch, and the way back. */
public final class PositionPass {

  private final MomentumTower tower;
  private final int[] places;
  private final Matrix all;

  private PositionPass(MomentumTower tower, int[] places, Matrix all) {
    this.tower = tower;
    this.places = places;
    this.all = all;
  }

  /**
   * Shows samples to the query encoder.
   *
   * @param places {@code sample * T + position} of each, none twice
   */
  public static PositionPass of(MomentumTower tower, View view, int[] places) {
    InputPositions positions = new InputPositions(tower.queryEncoder().spec());
    return new PositionPass(tower, places, positions.each(tower.query(view)));
  }

  /** The projections at the places, in their order, {@code [M, D]}. */
  public Matrix projections() {
    return all.gather(places);
  }

  /**
   * One step of the encoder.
   *
   * @param gradient d loss / d {@link #projections}, {@code [M, D]}
   */
  public void descend(Matrix gradient) {
    Matrix everywhere = gradient.scatter(places, all.rows());
    int positions = tower.queryEncoder().spec().positions();
    tower.descend(everywhere.reshape(all.rows() / positions, positions * all.cols()));
  }
}
