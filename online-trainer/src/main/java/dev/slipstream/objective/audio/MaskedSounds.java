package dev.slipstream.objective.audio;

import dev.slipstream.input.Batch;
import dev.slipstream.objective.InputPositions;
import dev.slipstream.objective.MomentumTower;
import dev.slipstream.objective.PositionMask;
import dev.slipstream.objective.PositionPass;
import dev.slipstream.objective.View;

/**
 * One view of each sound of a batch, and what the query encoder says at the places that were hidden
 * from it: half of the time, in spans.
 *
 * @param whole the view before anything was hidden
 * @param hidden places of the batch, ascending
 * @param pass over what is left
 */
record MaskedSounds(View whole, int[] hidden, PositionPass pass) {

  /** Of the positions, were there no overlaps; as in wav2vec 2.0 and HuBERT half of all it is. */
  private static final double SHARE = 0.65;

  /** Positions of a span: an eighth of a word that fills 32 frames. */
  private static final int SPAN = 4;

  static MaskedSounds of(MomentumTower tower, Batch batch, long step, long stream) {
    InputPositions positions = new InputPositions(tower.queryEncoder().spec());
    View whole = tower.view(batch, step, 0);
    int[] lengths = positions.lengths(whole.rows());
    int[] hidden =
        PositionMask.spans(stream, step, lengths, positions.count(), SHARE, SPAN).places();
    View left = new View(positions.hide(whole.rows(), hidden), whole.noise());
    return new MaskedSounds(whole, hidden, PositionPass.of(tower, left, hidden));
  }
}
