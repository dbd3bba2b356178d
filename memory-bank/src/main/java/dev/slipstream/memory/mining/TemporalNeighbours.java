package dev.slipstream.memory.mining;

import java.util.stream.IntStream;

/**
 * Samples of one source at nearly the same time, as frames of a video are (Sermanet et al. 2018,
 * "Time-Contrastive Networks", arXiv:1704.06888, section III, the single view).
 */
public final class TemporalNeighbours implements PositiveMiner {

  private final long span;

  /**
   * @param span most milliseconds between a query and its positive, at least 0
   */
  public TemporalNeighbours(long span) {
    if (span < 0) {
      throw new IllegalArgumentException("span: must be >= 0 ms, was " + span);
    }
    this.span = span;
  }

  @Override
  public int[][] positives(RowFacts queries, RowFacts candidates) {
    long[] sources = IntStream.range(0, candidates.rows()).mapToLong(candidates::source).toArray();
    RowsByKey bySource = new RowsByKey(sources);
    return IntStream.range(0, queries.rows())
        .mapToObj(
            query ->
                bySource
                    .rows(queries.source(query))
                    .filter(row -> near(queries.eventTimes()[query], candidates.eventTimes()[row]))
                    .toArray())
        .toArray(int[][]::new);
  }

  private boolean near(long a, long b) {
    long between = a - b; // wraps where they are ages apart
    boolean wraps = ((a ^ b) & (a ^ between)) < 0;
    return !wraps && between <= span && between >= -span;
  }
}
