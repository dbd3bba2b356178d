package dev.slipstream.recommend.prequential;

/**
 * How far one ranker is ahead of another in the metrics of {@link RankingMetrics}: means of the
 * differences test by test, so that what both find easy or hard cancels out. Not thread-safe.
 */
public final class RankingLead extends RankingMeans {

  private RankingLead(int k) {
    super(k);
  }

  /** Nothing compared yet; metrics are cut after {@code k ≥ 1} items. */
  public static RankingLead at(int k) {
    return new RankingLead(k);
  }

  /**
   * Takes in a test of both.
   *
   * @param user tests of one are not independent of each other
   * @param rank of the item that was taken, by the one, ≥ 1
   * @param other the same by the other
   */
  public void add(String user, double rank, double other) {
    if (!(rank >= 1 && other >= 1)) {
      throw new IllegalArgumentException(
          "ranks: must be >= 1, were %s and %s".formatted(rank, other));
    }
    add(
        user,
        (rank <= k ? 1 : 0) - (other <= k ? 1 : 0),
        RankingMetrics.gain(rank, k) - RankingMetrics.gain(other, k),
        1 / rank - 1 / other);
  }
}
