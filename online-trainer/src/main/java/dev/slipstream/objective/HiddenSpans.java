package dev.slipstream.objective;

import dev.slipstream.input.Batch;

/**
 * One view of each sample of a batch, and what is left of it once spans of its positions are
 * hidden.
 *
 * @param whole the view before anything was hidden
 * @param lengths how many positions of each sample hold anything
 * @param places hidden ones of the batch, ascending
 * @param left what the query encoder is to see
 */
public record HiddenSpans(View whole, int[] lengths, int[] places, View left) {

  /**
   * Hides some of a batch.
   *
   * @param stream of the random numbers
   * @param share of the positions that the spans would hide if none overlapped, in (0, 1]
   * @param span positions of a span
   */
  public static HiddenSpans of(
      MomentumTower tower, Batch batch, long step, long stream, double share, int span) {
    InputPositions positions = new InputPositions(tower.queryEncoder().spec());
    View whole = tower.view(batch, step, 0);
    int[] lengths = positions.lengths(whole.rows());
    int[] places =
        PositionMask.spans(stream, step, lengths, positions.count(), share, span).places();
    View left = new View(positions.hide(whole.rows(), places), whole.noise());
    return new HiddenSpans(whole, lengths, places, left);
  }

  /** Shows what is left to the query encoder: what it says at the hidden places. */
  public PositionPass pass(MomentumTower tower) {
    return PositionPass.of(tower, left, places);
  }
}
