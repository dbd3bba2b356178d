package dev.slipstream.recommend.prequential;

/**
 * How well taken items were ranked, each test having one right item. With rank r of it, from 1 on,
 * halves where scores were the same:
 *
 * <ul>
 *   <li>HR@k: 1 if r ≤ k, else 0
 *   <li>NDCG@k: 1 / log2(1 + r) if r ≤ k, else 0 (Järvelin and Kekäläinen, TOIS 2002; the ideal
 *       order has the one item first, so its gain is 1)
 *   <li>MRR: 1 / r, without a cut
 * </ul>
 *
 * <p>All are in [0, 1]; of one test HR@k ≥ NDCG@k. Not thread-safe.
 */
public final class RankingMetrics extends RankingMeans {

  private RankingMetrics(int k) {
    super(k);
  }

  /** Metrics of nothing yet, cut after {@code k ≥ 1} items. */
  public static RankingMetrics at(int k) {
    return new RankingMetrics(k);
  }

  /**
   * Takes in a test.
   *
   * @param user tests of one are not independent of each other
   * @param rank of the item that was taken, ≥ 1
   */
  public void add(String user, double rank) {
    if (!(rank >= 1)) {
      throw new IllegalArgumentException("rank: must be >= 1, was " + rank);
    }
    add(user, rank <= k ? 1 : 0, gain(rank, k), 1 / rank);
  }

  /** What one test adds to the NDCG. */
  public static double gain(double rank, int k) {
    return rank <= k ? Math.log(2) / Math.log1p(rank) : 0;
  }

  @Override
  public Estimate hitRate() {
    return within(super.hitRate());
  }

  @Override
  public Estimate ndcg() {
    return within(super.ndcg());
  }

  @Override
  public Estimate reciprocalRank() {
    return within(super.reciprocalRank());
  }

  private static Estimate within(Estimate e) {
    return new Estimate(e.mean(), Math.max(0, e.low()), Math.min(1, e.high()));
  }
}
