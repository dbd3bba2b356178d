package dev.slipstream.recommend.prequential;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

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
public final class RankingMetrics {

  private final int k;
  private final ClusteredMean hits = new ClusteredMean();
  private final ClusteredMean gains = new ClusteredMean();
  private final ClusteredMean reciprocals = new ClusteredMean();

  private RankingMetrics(int k) {
    this.k = k;
  }

  /** Metrics of nothing yet, cut after {@code k ≥ 1} items. */
  public static RankingMetrics at(int k) {
    if (k < 1) {
      throw new IllegalArgumentException("k: must be >= 1, was " + k);
    }
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
    hits.add(user, rank <= k ? 1 : 0);
    gains.add(user, gain(rank, k));
    reciprocals.add(user, 1 / rank);
  }

  /** Writes all that was taken in. */
  public void save(DataOutputStream out) throws IOException {
    hits.save(out);
    gains.save(out);
    reciprocals.save(out);
  }

  /** Replaces all that was taken in by what was saved of metrics with the same cut. */
  public void restore(DataInputStream in) throws IOException {
    hits.restore(in);
    gains.restore(in);
    reciprocals.restore(in);
  }

  /** What one test adds to the NDCG. */
  public static double gain(double rank, int k) {
    return rank <= k ? Math.log(2) / Math.log1p(rank) : 0;
  }

  /** Tests taken in. */
  public long tests() {
    return hits.count();
  }

  /** Users they are of. */
  public int users() {
    return hits.users();
  }

  public Estimate hitRate() {
    return within(hits.estimate());
  }

  public Estimate ndcg() {
    return within(gains.estimate());
  }

  public Estimate reciprocalRank() {
    return within(reciprocals.estimate());
  }

  private static Estimate within(Estimate e) {
    return new Estimate(e.mean(), Math.max(0, e.low()), Math.min(1, e.high()));
  }
}
