package dev.slipstream.serving.http;

import dev.slipstream.serving.catalogue.ServedEncoders;
import dev.slipstream.wire.GuardReport;
import dev.slipstream.wire.Interval;
import dev.slipstream.wire.Progress;
import dev.slipstream.wire.Publication;
import dev.slipstream.wire.Publication.Decision;
import dev.slipstream.wire.Ranking;
import dev.slipstream.wire.RankingAhead;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Arrays;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * What became of versions and of their learner, and how they and their challenger rank in the same
 * tests, for Prometheus. Figures begin anew with each version.
 */
final class VersionMetrics {

  private static final String ENCODER = "encoder";
  private static final String ARM = "arm";
  private static final String CANDIDATES = "candidates";
  private static final String FIGURE = "figure";
  private static final String BOUND = "bound";

  private final ServedEncoders encoders;

  private VersionMetrics(ServedEncoders encoders) {
    this.encoders = encoders;
  }

  static void register(ServedEncoders encoders, PrometheusRegistry registry) {
    new VersionMetrics(encoders).register(registry);
  }

  private void register(PrometheusRegistry registry) {
    CounterWithCallback.builder()
        .name("slipstream_learner_versions")
        .help("Versions that were due, by what became of them.")
        .labelNames(ENCODER, "decision")
        .callback(counter -> forEach((name, told) -> decisions(counter, name, told)))
        .register(registry);
    GaugeWithCallback.builder()
        .name("slipstream_learner_alarmed")
        .help("1 while the learner is found ill and publishes nothing, else 0.")
        .labelNames(ENCODER)
        .callback(
            gauge -> forEachGuard((name, guard) -> gauge.call(guard.getAlarmed() ? 1 : 0, name)))
        .register(registry);
    CounterWithCallback.builder()
        .name("slipstream_learner_alarms")
        .help("Times that the learner was found ill.")
        .labelNames(ENCODER)
        .callback(
            counter ->
                forEachGuard((name, guard) -> counter.call((double) guard.getAlarms(), name)))
        .register(registry);
    CounterWithCallback.builder()
        .name("slipstream_learner_rolled_back")
        .help("Times that the learner went back to its last good state.")
        .labelNames(ENCODER)
        .callback(
            counter ->
                forEachGuard((name, guard) -> counter.call((double) guard.getRolledBack(), name)))
        .register(registry);
    GaugeWithCallback.builder()
        .name("slipstream_learner_measure")
        .help("What was found when the learner was judged last.")
        .labelNames(ENCODER, "measure")
        .callback(
            gauge ->
                forEachGuard(
                    (name, guard) ->
                        guard
                            .getMeasuresMap()
                            .forEach((measure, value) -> gauge.call(value, name, measure))))
        .register(registry);
    GaugeWithCallback.builder()
        .name("slipstream_ranking_tests")
        .help("Taken items ranked before they were learned, since the last version.")
        .labelNames(ENCODER, ARM, CANDIDATES)
        .callback(
            gauge ->
                forEachRanking(
                    (name, ranking) ->
                        gauge.call(
                            (double) ranking.getTests(),
                            name,
                            ranking.getArm(),
                            candidates(ranking))))
        .register(registry);
    GaugeWithCallback.builder()
        .name("slipstream_ranking_figure_ratio")
        .help("HR@10, NDCG@10 and MRR since the last version, and the ends of their 95 % interval.")
        .labelNames(ENCODER, ARM, CANDIDATES, FIGURE, BOUND)
        .callback(
            gauge ->
                forEachRanking(
                    (name, told) -> {
                      String[] of = {name, told.getArm(), candidates(told)};
                      figures(gauge, of, told.getHrAt10(), told.getNdcgAt10(), told.getMrr());
                    }))
        .register(registry);
    GaugeWithCallback.builder()
        .name("slipstream_ranking_ahead_ratio")
        .help("By how much an arm's figures exceed another's in the same tests.")
        .labelNames(ENCODER, ARM, CANDIDATES, "of", FIGURE, BOUND)
        .callback(gauge -> forEachRanking((name, told) -> ahead(gauge, name, told)))
        .register(registry);
  }

  private static void decisions(CounterWithCallback.Callback counter, String name, Progress told) {
    Publication last = told.getPublication();
    if (last.getDecision() != Decision.DECISION_UNSPECIFIED) {
      counter.call((double) last.getPublished(), name, "published");
      counter.call((double) last.getHeld(), name, "held");
      counter.call((double) last.getRolledBack(), name, "rolled_back");
    }
  }

  private static void ahead(GaugeWithCallback.Callback gauge, String name, Ranking told) {
    for (RankingAhead ahead : told.getAheadList()) {
      String[] of = {name, told.getArm(), candidates(told), ahead.getOf()};
      figures(gauge, of, ahead.getHrAt10(), ahead.getNdcgAt10(), ahead.getMrr());
    }
  }

  private static void figures(
      GaugeWithCallback.Callback gauge, String[] of, Interval hr, Interval ndcg, Interval mrr) {
    figure(gauge, of, "hr_at_10", hr);
    figure(gauge, of, "ndcg_at_10", ndcg);
    figure(gauge, of, "mrr", mrr);
  }

  private static void figure(
      GaugeWithCallback.Callback gauge, String[] of, String figure, Interval interval) {
    gauge.call(interval.getMean(), with(of, figure, "mean"));
    gauge.call(interval.getLow(), with(of, figure, "low"));
    gauge.call(interval.getHigh(), with(of, figure, "high"));
  }

  private static String[] with(String[] labels, String... more) {
    return Stream.concat(Arrays.stream(labels), Arrays.stream(more)).toArray(String[]::new);
  }

  private static String candidates(Ranking ranking) {
    return ranking.getCandidates() == 0 ? "all" : Integer.toString(ranking.getCandidates());
  }

  private void forEach(BiConsumer<String, Progress> action) {
    encoders
        .all()
        .forEach(e -> e.learning().progress().ifPresent(told -> action.accept(e.name(), told)));
  }

  private void forEachGuard(BiConsumer<String, GuardReport> action) {
    forEach(
        (name, told) -> {
          if (told.hasGuard()) {
            action.accept(name, told.getGuard());
          }
        });
  }

  private void forEachRanking(BiConsumer<String, Ranking> action) {
    forEach((name, told) -> told.getRankingsList().forEach(each -> action.accept(name, each)));
  }
}
