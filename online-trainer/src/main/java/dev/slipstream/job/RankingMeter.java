package dev.slipstream.job;

import dev.slipstream.recommend.Interaction;
import dev.slipstream.recommend.Ranker;
import dev.slipstream.recommend.prequential.Estimate;
import dev.slipstream.recommend.prequential.MeanRank;
import dev.slipstream.recommend.prequential.RankingMetrics;
import dev.slipstream.view.ViewRandom;
import dev.slipstream.wire.Interval;
import dev.slipstream.wire.Ranking;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Tests a ranker on what was taken, before it learns from it: among items drawn evenly, and now and
 * then among all. Tests change nothing that is learned. Figures begin anew with each version; they
 * are no part of any checkpoint. Not thread-safe.
 */
final class RankingMeter {

  private static final int K = 10;

  private final RankingConfig config;
  private final long random;
  private final KnownItems items;
  private RankingMetrics drawn = RankingMetrics.at(K);
  private RankingMetrics all = RankingMetrics.at(K);

  /**
   * A meter.
   *
   * @param items to choose from
   */
  RankingMeter(RankingConfig config, KnownItems items, long seed) {
    this.config = config;
    this.items = items;
    this.random = ViewRandom.stream(seed, "recommend.test");
  }

  /**
   * Tests one interaction, the item of which was taken.
   *
   * @param number of the interaction in the stream, which tells what is drawn
   */
  void test(Ranker ranker, Interaction taken, long number) {
    String user = taken.user().isEmpty() ? taken.id() : taken.user();
    drawn.add(user, rank(ranker, taken, draw(taken.item(), number)));
    if (config.allEvery() > 0 && drawn.tests() % config.allEvery() == 0) {
      List<String> candidates = new ArrayList<>(items.all());
      candidates.remove(taken.item());
      candidates.add(0, taken.item());
      all.add(user, rank(ranker, taken, candidates));
    }
  }

  /** Begins anew. */
  void reset() {
    drawn = RankingMetrics.at(K);
    all = RankingMetrics.at(K);
  }

  /** What there is to tell since then. */
  List<Ranking> rankings() {
    return Stream.of(ranking(drawn, config.candidates()), ranking(all, 0))
        .filter(ranking -> ranking.getTests() > 0)
        .toList();
  }

  /** The taken item comes first. */
  private static double rank(Ranker ranker, Interaction taken, List<String> candidates) {
    return MeanRank.of(ranker.scores(taken, candidates), 0);
  }

  /** The taken item, and others, each once; all where there are no more. */
  private List<String> draw(String taken, long number) {
    List<String> known = items.all();
    List<String> candidates = new ArrayList<>();
    candidates.add(taken);
    if (known.size() <= config.candidates()) {
      known.stream().filter(id -> !id.equals(taken)).forEach(candidates::add);
      return candidates;
    }
    Set<String> chosen = new HashSet<>(candidates);
    ViewRandom numbers = ViewRandom.at(random, number, 0, 0);
    while (candidates.size() < config.candidates()) {
      String id = known.get((int) (numbers.next() * known.size()));
      if (chosen.add(id)) {
        candidates.add(id);
      }
    }
    return candidates;
  }

  private static Ranking ranking(RankingMetrics metrics, int candidates) {
    return Ranking.newBuilder()
        .setCandidates(candidates)
        .setTests(metrics.tests())
        .setUsers(metrics.users())
        .setHrAt10(interval(metrics.hitRate()))
        .setNdcgAt10(interval(metrics.ndcg()))
        .setMrr(interval(metrics.reciprocalRank()))
        .build();
  }

  private static Interval interval(Estimate estimate) {
    return Interval.newBuilder()
        .setMean(estimate.mean())
        .setLow(estimate.low())
        .setHigh(estimate.high())
        .build();
  }
}
