package dev.slipstream.objective.text;

import dev.slipstream.matrix.Matrix;

/** What an encoder says at some places of texts: its projections there, and the way back. */
final class Positions {

  private final TextTower tower;
  private final int[] places;
  private final Matrix all;

  private Positions(TextTower tower, int[] places, Matrix all) {
    this.tower = tower;
    this.places = places;
    this.all = all;
  }

  /**
   * Shows texts to an encoder with a projection for each position.
   *
   * @param places {@code row * length + position} of each, none twice
   */
  static Positions of(TextTower tower, int[][] texts, int[] places, long step) {
    Matrix projections = tower.query(texts, step);
    int width = projections.cols() / tower.length();
    return new Positions(tower, places, projections.reshape(texts.length * tower.length(), width));
  }

  /** The projections there, {@code [M, D]}. */
  Matrix projections() {
    return all.gather(places);
  }

  /**
   * One step of the encoder.
   *
   * @param gradient d loss / d {@link #projections}, {@code [M, D]}
   */
  void descend(Matrix gradient) {
    Matrix everywhere = all.device().zeros(all.rows(), all.cols());
    everywhere.setRows(places, gradient);
    int rows = all.rows() / tower.length();
    tower.descend(everywhere.reshape(rows, tower.length() * all.cols()));
  }
}
