package dev.slipstream.infra.cli;

import dev.slipstream.config.Settings;
import dev.slipstream.infra.evaluate.recommend.Contender;
import dev.slipstream.infra.evaluate.recommend.Figures;
import dev.slipstream.infra.evaluate.recommend.RecommendEvaluation;
import dev.slipstream.infra.evaluate.recommend.RecommendEvaluation.Run;
import dev.slipstream.recommend.prequential.Estimate;
import dev.slipstream.recommend.prequential.RankingMetrics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** How an evaluation of recommenders tells what came out. */
final class RecommendReport {

  private static final List<String> GROUPS =
      List.of("all items", "unseen items", "new users, all", "new users, unseen");
  private static final String HEADER = " HR@10 NDCG@10    MRR";

  private RecommendReport() {}

  /**
   * Everything, to be written as JSON.
   *
   * @param runs by name, the learned recommender's among them
   */
  static Map<String, Object> values(
      Map<String, Run> runs, RecommendEvaluation evaluation, Settings settings) {
    Map<String, Run> others = new LinkedHashMap<>(runs);
    Run learned = others.remove(Contender.LEARNED);
    Run challenger = others.remove(Contender.CHALLENGER);
    Map<String, Object> baselines = new LinkedHashMap<>();
    others.forEach((name, run) -> baselines.put(name, values(run)));
    Map<String, Object> values = values(learned);
    values.put("over_best_baseline", new LeadReport(learned, others).values());
    if (challenger != null) {
      Map<String, Object> beside = values(challenger);
      beside.put(
          "behind", new LeadReport(learned, Map.of(Contender.CHALLENGER, challenger)).values());
      values.put(Contender.CHALLENGER, beside);
    }
    values.put("stream_events", evaluation.stream().size());
    values.put("test_events", evaluation.test().size());
    values.put("items", learned.candidates());
    values.put("passes", evaluation.passes());
    values.put("settings", settings.overrides());
    values.put("baselines", baselines);
    return values;
  }

  /** The means as a table, for people. */
  static List<String> table(Map<String, Run> runs) {
    List<String> lines = new ArrayList<>();
    lines.add(row("", GROUPS.stream().map("%-21s"::formatted).toList()));
    lines.add(row("", Collections.nCopies(GROUPS.size(), HEADER)));
    runs.forEach(
        (name, run) -> {
          Figures everybody = Figures.of(run.outcomes());
          Figures newUsers = Figures.ofNewUsers(run.outcomes());
          lines.add(
              row(
                  name,
                  Stream.of(everybody.all(), everybody.unseen(), newUsers.all(), newUsers.unseen())
                      .map(RecommendReport::cells)
                      .toList()));
        });
    Run any = runs.get(Contender.LEARNED);
    Figures everybody = Figures.of(any.outcomes());
    Figures newUsers = Figures.ofNewUsers(any.outcomes());
    lines.add("");
    if (runs.containsKey(Contender.CHALLENGER)) {
      lines.addAll(LeadReport.lines(any, runs.get(Contender.CHALLENGER)));
      lines.add("");
    }
    lines.add(
        "%,d tests of %,d users, %,d of %,d new users, among %,d items; %,d of an item met before"
            .formatted(
                everybody.all().tests(),
                everybody.all().users(),
                newUsers.all().tests(),
                newUsers.all().users(),
                any.candidates(),
                everybody.all().tests() - everybody.unseen().tests()));
    return lines;
  }

  private static String row(String name, List<String> groups) {
    return "%-25s %s".formatted(name, String.join(" ", groups)).stripTrailing();
  }

  private static String cells(RankingMetrics metrics) {
    return metrics.tests() == 0
        ? " ".repeat(HEADER.length())
        : "%6.4f %7.4f %6.4f"
            .formatted(
                metrics.hitRate().mean(), metrics.ndcg().mean(), metrics.reciprocalRank().mean());
  }

  private static Map<String, Object> values(Run run) {
    Map<String, Object> values = figures(Figures.of(run.outcomes()));
    values.put("new_users", figures(Figures.ofNewUsers(run.outcomes())));
    values.put("seconds", EvaluationReport.seconds(run.secondsStream() + run.secondsTest()));
    values.put(
        "events_per_second", Math.round(run.events() / (run.secondsStream() + run.secondsTest())));
    return values;
  }

  private static Map<String, Object> figures(Figures figures) {
    Map<String, Object> values = new LinkedHashMap<>();
    Map<String, Object> intervals = new LinkedHashMap<>();
    put(values, intervals, figures.all(), "");
    put(values, intervals, figures.unseen(), "_unseen");
    values.put("interval_95", intervals);
    values.put("tests", figures.all().tests());
    values.put("tests_unseen", figures.unseen().tests());
    values.put("test_users", figures.all().users());
    return values;
  }

  private static void put(
      Map<String, Object> values,
      Map<String, Object> intervals,
      RankingMetrics metrics,
      String ending) {
    Map<String, Estimate> estimates = new LinkedHashMap<>();
    estimates.put("hr_at_10" + ending, metrics.hitRate());
    estimates.put("ndcg_at_10" + ending, metrics.ndcg());
    estimates.put("mrr" + ending, metrics.reciprocalRank());
    estimates.forEach(
        (key, estimate) -> {
          values.put(key, finite(estimate.mean()));
          intervals.put(key, Arrays.asList(finite(estimate.low()), finite(estimate.high())));
        });
  }

  /** JSON has no NaN. */
  static Double finite(double value) {
    return Double.isFinite(value) ? EvaluationReport.round(value) : null;
  }
}
