package dev.slipstream.infra.cli;

import dev.slipstream.infra.evaluate.recommend.Figures;
import dev.slipstream.infra.evaluate.recommend.Lead;
import dev.slipstream.infra.evaluate.recommend.RecommendEvaluation.Run;
import dev.slipstream.recommend.prequential.Outcome;
import dev.slipstream.recommend.prequential.RankingMetrics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/** How far the learned recommender is ahead of the best baseline, in each metric. */
final class LeadReport {

  /** What a rank is worth. */
  private static final Map<String, DoubleUnaryOperator> WORTH =
      new TreeMap<>(
          Map.of(
              "hr_at_10", rank -> rank <= Figures.DEPTH ? 1 : 0,
              "mrr", rank -> 1 / rank,
              "ndcg_at_10", rank -> RankingMetrics.gain(rank, Figures.DEPTH)));

  private final Run learned;
  private final Map<String, Run> baselines;

  LeadReport(Run learned, Map<String, Run> baselines) {
    this.learned = learned;
    this.baselines = baselines;
  }

  /** Over one other, for people: the metrics of everybody. */
  static List<String> lines(Run learned, Run other) {
    List<String> lines = new ArrayList<>();
    WORTH.forEach(
        (name, worth) -> {
          Lead lead =
              Lead.of(
                  learned.outcomes(),
                  other.outcomes(),
                  outcome -> true,
                  outcome -> worth.applyAsDouble(outcome.rank()));
          lines.add(
              "%-11s ahead of the challenger by %+.4f (95 %% from %+.4f to %+.4f), %+.1f %%"
                  .formatted(
                      name,
                      lead.difference().mean(),
                      lead.difference().low(),
                      lead.difference().high(),
                      100 * lead.relative()));
        });
    return lines;
  }

  /** By metric, of everybody and of new users. */
  Map<String, Object> values() {
    Map<String, Object> values = group(outcome -> true);
    if (learned.outcomes().stream().anyMatch(Outcome::newUser)) {
      values.put("new_users", group(Outcome::newUser));
    }
    return values;
  }

  private Map<String, Object> group(Predicate<Outcome> group) {
    Map<String, Object> values = new LinkedHashMap<>();
    WORTH.forEach(
        (name, worth) -> {
          best(values, name, group, outcome -> worth.applyAsDouble(outcome.rank()));
          best(
              values,
              name + "_unseen",
              group.and(outcome -> outcome.rankUnseen().isPresent()),
              outcome -> worth.applyAsDouble(outcome.rankUnseen().orElseThrow()));
        });
    return values;
  }

  /** Over the baseline that leaves the smallest lead, which is the one with the largest mean. */
  private void best(
      Map<String, Object> values,
      String key,
      Predicate<Outcome> counted,
      ToDoubleFunction<Outcome> metric) {
    Map<String, Lead> leads = new LinkedHashMap<>();
    baselines.forEach(
        (name, run) ->
            leads.put(name, Lead.of(learned.outcomes(), run.outcomes(), counted, metric)));
    leads.entrySet().stream()
        .min((a, b) -> Double.compare(mean(a.getValue()), mean(b.getValue())))
        .ifPresent(entry -> values.put(key, one(entry.getKey(), entry.getValue())));
  }

  private static double mean(Lead lead) {
    return lead.difference().mean();
  }

  private static Map<String, Object> one(String baseline, Lead lead) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("baseline", baseline);
    values.put("relative", RecommendReport.finite(lead.relative()));
    values.put("difference", RecommendReport.finite(lead.difference().mean()));
    values.put(
        "interval_95",
        Arrays.asList(
            RecommendReport.finite(lead.difference().low()),
            RecommendReport.finite(lead.difference().high())));
    return values;
  }
}
