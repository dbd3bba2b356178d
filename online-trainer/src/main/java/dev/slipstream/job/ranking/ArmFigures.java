package dev.slipstream.job.ranking;

import dev.slipstream.recommend.prequential.Estimate;
import dev.slipstream.recommend.prequential.RankingLead;
import dev.slipstream.recommend.prequential.RankingMetrics;
import dev.slipstream.wire.Interval;
import dev.slipstream.wire.Ranking;
import dev.slipstream.wire.RankingAhead;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;

/** How one arm ranked, and how far it was ahead of others in the same tests. */
final class ArmFigures {

  private static final int K = 10;

  private final RankingMetrics metrics = RankingMetrics.at(K);
  private final Map<Arm, RankingLead> ahead = new EnumMap<>(Arm.class);

  /** Takes in a test: its own rank and, of those it is compared with, theirs. */
  void add(String user, double rank, Map<Arm, Double> others) {
    metrics.add(user, rank);
    others.forEach(
        (arm, other) ->
            ahead.computeIfAbsent(arm, unused -> RankingLead.at(K)).add(user, rank, other));
  }

  /** Forgets how far it is ahead of another. */
  void forget(Arm other) {
    ahead.remove(other);
  }

  /** How far it is ahead of another. */
  RankingLead over(Arm other) {
    return ahead.getOrDefault(other, RankingLead.at(K));
  }

  RankingMetrics metrics() {
    return metrics;
  }

  /** For the wire; {@code candidates} is 0 for all items. */
  Ranking toRanking(Arm arm, int candidates) {
    Ranking.Builder ranking =
        Ranking.newBuilder()
            .setArm(arm.toString())
            .setCandidates(candidates)
            .setTests(metrics.tests())
            .setUsers(metrics.users())
            .setHrAt10(interval(metrics.hitRate()))
            .setNdcgAt10(interval(metrics.ndcg()))
            .setMrr(interval(metrics.reciprocalRank()));
    ahead.forEach(
        (other, lead) ->
            ranking.addAhead(
                RankingAhead.newBuilder()
                    .setOf(other.toString())
                    .setTests(lead.tests())
                    .setHrAt10(interval(lead.hitRate()))
                    .setNdcgAt10(interval(lead.ndcg()))
                    .setMrr(interval(lead.reciprocalRank()))));
    return ranking.build();
  }

  void save(DataOutputStream out) throws IOException {
    metrics.save(out);
    out.writeInt(ahead.size());
    for (Map.Entry<Arm, RankingLead> lead : ahead.entrySet()) {
      out.writeUTF(lead.getKey().name());
      lead.getValue().save(out);
    }
  }

  static ArmFigures read(DataInputStream in) throws IOException {
    ArmFigures figures = new ArmFigures();
    figures.metrics.restore(in);
    for (int left = in.readInt(); left > 0; left--) {
      RankingLead lead = RankingLead.at(K);
      figures.ahead.put(Arm.valueOf(in.readUTF()), lead);
      lead.restore(in);
    }
    return figures;
  }

  private static Interval interval(Estimate estimate) {
    return Interval.newBuilder()
        .setMean(estimate.mean())
        .setLow(estimate.low())
        .setHigh(estimate.high())
        .build();
  }
}
