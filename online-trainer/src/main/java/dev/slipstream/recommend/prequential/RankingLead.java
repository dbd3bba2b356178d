package dev.slipstream.recommend.prequential;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * How far one ranker is ahead of another in the metrics of {@link RankingMetrics}: means of the
 * differences test by test, so that what both find easy or hard cancels out. Not thread-safe.
 */
public final class RankingLead {

  private final int k;
  private final ClusteredMean hits = new ClusteredMean();
  private final ClusteredMean gains = new ClusteredMean();
  private final ClusteredMean reciprocals = new ClusteredMean();

  private RankingLead(int k) {
    this.k = k;
  }

  /** Nothing compared yet; metrics are cut after {@code k ≥ 1} items. */
  public static RankingLead at(int k) {
    if (k < 1) {
      throw new IllegalArgumentException("k: must be >= 1, was " + k);
    }
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
    hits.add(user, (rank <= k ? 1 : 0) - (other <= k ? 1 : 0));
    gains.add(user, RankingMetrics.gain(rank, k) - RankingMetrics.gain(other, k));
    reciprocals.add(user, 1 / rank - 1 / other);
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
    return hits.estimate();
  }

  public Estimate ndcg() {
    return gains.estimate();
  }

  public Estimate reciprocalRank() {
    return reciprocals.estimate();
  }

  /** Writes all that was taken in. */
  public void save(DataOutputStream out) throws IOException {
    hits.save(out);
    gains.save(out);
    reciprocals.save(out);
  }

  /** Replaces all that was taken in by what was saved of a lead with the same cut. */
  public void restore(DataInputStream in) throws IOException {
    hits.restore(in);
    gains.restore(in);
    reciprocals.restore(in);
  }
}
