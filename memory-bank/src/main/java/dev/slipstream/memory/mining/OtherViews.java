package dev.slipstream.memory.mining;

import java.util.stream.IntStream;

/** The other view of the same sample: row i of the candidates is of the sample of query i. */
public final class OtherViews implements PositiveMiner {

  @Override
  public int[][] positives(RowFacts queries, RowFacts candidates) {
    if (queries.rows() != candidates.rows()) {
      throw new IllegalArgumentException(
          "candidates: must be other views of the %d queries, were %d"
              .formatted(queries.rows(), candidates.rows()));
    }
    return IntStream.range(0, queries.rows()).mapToObj(i -> new int[] {i}).toArray(int[][]::new);
  }
}
