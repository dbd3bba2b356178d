package dev.slipstream.recommend.prequential;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/** Running means of what tests add to HR@k, NDCG@k and MRR; see {@link RankingMetrics}. */
abstract sealed class RankingMeans permits RankingMetrics, RankingLead {

  final int k;
  private final ClusteredMean hits = new ClusteredMean();
  private final ClusteredMean gains = new ClusteredMean();
  private final ClusteredMean reciprocals = new ClusteredMean();

  RankingMeans(int k) {
    if (k < 1) {
      throw new IllegalArgumentException("k: must be >= 1, was " + k);
    }
    this.k = k;
  }

  /** Takes in what a test adds to each. */
  final void add(String user, double hit, double gain, double reciprocal) {
    hits.add(user, hit);
    gains.add(user, gain);
    reciprocals.add(user, reciprocal);
  }

  /** Tests taken in. */
  public final long tests() {
    return hits.count();
  }

  /** Users they are of. */
  public final int users() {
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
  public final void save(DataOutputStream out) throws IOException {
    hits.save(out);
    gains.save(out);
    reciprocals.save(out);
  }

  /** Replaces all that was taken in by what was saved with the same cut. */
  public final void restore(DataInputStream in) throws IOException {
    hits.restore(in);
    gains.restore(in);
    reciprocals.restore(in);
  }
}
