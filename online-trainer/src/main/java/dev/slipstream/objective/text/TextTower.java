package dev.slipstream.objective.text;

import dev.slipstream.encoder.InputSpec.Tokens;
import dev.slipstream.input.Batch;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.objective.Foundation;
import dev.slipstream.objective.MomentumTower;
import dev.slipstream.objective.PositionPass;
import dev.slipstream.objective.View;
import dev.slipstream.view.Texts;
import dev.slipstream.view.ViewRandom;

/** An encoder that texts are shown to after their words were hidden, moved or taken apart. */
final class TextTower {

  /** Beyond the views that noise and cut-offs are drawn for. */
  private static final int DRAWS = 2;

  private final MomentumTower tower;
  private final Tokens tokens;
  private final long stream;

  TextTower(Foundation foundation) {
    tower = foundation.tower();
    tokens = (Tokens) tower.queryEncoder().spec().input();
    stream = foundation.stream();
  }

  /** Most words of a text. */
  int length() {
    return tokens.length();
  }

  /**
   * What stands for hidden words and between segments: the last bucket, which the few words that
   * are hashed to it share, so that encoders need no more vectors than words do.
   */
  int mark() {
    return tokens.vocabulary() - 1;
  }

  /** The words of each row, without padding. */
  int[][] texts(Batch batch) {
    return Texts.read(batch.values(), batch.rows(), length());
  }

  /** Numbers to hide, move or take apart one text with. */
  ViewRandom random(long step, int row) {
    return ViewRandom.at(stream, step, DRAWS, row);
  }

  /**
   * Texts to show.
   *
   * @param texts of at most {@link #length} words
   * @param view whose dropout they are seen through
   */
  View view(int[][] texts, long step, int view) {
    return new View(Texts.write(tower.device(), texts, length()), tower.views().noise(step, view));
  }

  /** Projections of one pass over these texts, kept for {@link #descend}. */
  Matrix query(int[][] texts, long step) {
    return tower.query(view(texts, step, 0));
  }

  /**
   * What the encoder says at some places of these texts, one pass with a projection for each word.
   *
   * @param places {@code row * length + position} of each, none twice
   */
  PositionPass pass(int[][] texts, int[] places, long step) {
    return PositionPass.of(tower, view(texts, step, 0), places);
  }

  /** One step by the gradient of what {@link #query} gave last. */
  void descend(Matrix gradient) {
    tower.descend(gradient);
  }
}
