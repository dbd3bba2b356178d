package dev.slipstream.memory.mining;

/**
 * Samples of the same item: its other modality where the candidates are of one, its other samples
 * where they are of the same.
 */
public final class SameItem implements PositiveMiner {

  @Override
  public int[][] positives(RowFacts queries, RowFacts candidates) {
    return new RowsByKey(candidates.items()).lists(queries.items());
  }
}
