package dev.slipstream.serving.http;

import dev.slipstream.wire.Interval;
import dev.slipstream.wire.Ranking;
import dev.slipstream.wire.RankingAhead;
import java.util.List;

/**
 * How one arm of a recommender's tests ranked since the last version, as JSON.
 *
 * @param arm {@code learner}, {@code published}, {@code previous} or {@code challenger}
 * @param version of a published or previous one
 * @param candidates drawn for each test; null for all items
 * @param ahead of other arms, in the same tests
 */
record RankingAnswer(
    String arm,
    Long version,
    Integer candidates,
    long tests,
    int users,
    Mean hrAt10,
    Mean ndcgAt10,
    Mean mrr,
    List<Ahead> ahead) {

  /** A mean with the interval that holds the true one in 95 of 100 cases, null where unknown. */
  record Mean(Double mean, Double low, Double high) {

    private static Mean of(Interval interval) {
      return new Mean(
          finite(interval.getMean()), finite(interval.getLow()), finite(interval.getHigh()));
    }

    private static Double finite(double value) {
      return Double.isFinite(value) ? value : null;
    }
  }

  /** Means of this arm's figures less another's, test by test. */
  record Ahead(String of, long tests, Mean hrAt10, Mean ndcgAt10, Mean mrr) {

    private static Ahead of(RankingAhead ahead) {
      return new Ahead(
          ahead.getOf(),
          ahead.getTests(),
          Mean.of(ahead.getHrAt10()),
          Mean.of(ahead.getNdcgAt10()),
          Mean.of(ahead.getMrr()));
    }
  }

  static RankingAnswer of(Ranking ranking) {
    boolean isVersion = ranking.getArm().equals("published") || ranking.getArm().equals("previous");
    return new RankingAnswer(
        ranking.getArm(),
        isVersion ? ranking.getVersion() : null,
        ranking.getCandidates() == 0 ? null : ranking.getCandidates(),
        ranking.getTests(),
        ranking.getUsers(),
        Mean.of(ranking.getHrAt10()),
        Mean.of(ranking.getNdcgAt10()),
        Mean.of(ranking.getMrr()),
        ranking.getAheadList().stream().map(Ahead::of).toList());
  }
}
