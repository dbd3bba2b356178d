package dev.slipstream.infra.evaluate.recommend;

import dev.slipstream.recommend.prequential.Outcome;
import dev.slipstream.recommend.prequential.RankingMetrics;
import java.util.List;

/**
 * Ranking metrics of a group of tests.
 *
 * @param all over all candidates, met before or not
 * @param unseen over candidates the user had not met; tests whose item was met are left out
 */
public record Figures(RankingMetrics all, RankingMetrics unseen) {

  /** Where the metrics are cut. */
  public static final int DEPTH = 10;

  /** The figures of every test. */
  public static Figures of(List<Outcome> outcomes) {
    Figures figures = new Figures(RankingMetrics.at(DEPTH), RankingMetrics.at(DEPTH));
    for (Outcome outcome : outcomes) {
      figures.all.add(outcome.user(), outcome.rank());
      outcome.rankUnseen().ifPresent(rank -> figures.unseen.add(outcome.user(), rank));
    }
    return figures;
  }

  /** The figures of tests of users of whom the stream had nothing. */
  public static Figures ofNewUsers(List<Outcome> outcomes) {
    return of(outcomes.stream().filter(Outcome::newUser).toList());
  }
}
