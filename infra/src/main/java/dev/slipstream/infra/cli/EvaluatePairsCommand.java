package dev.slipstream.infra.cli;

import dev.slipstream.config.Settings;
import dev.slipstream.infra.data.Columns;
import dev.slipstream.infra.data.DataSet;
import dev.slipstream.infra.data.DataSet.Split;
import dev.slipstream.infra.data.Item;
import dev.slipstream.infra.data.Modality;
import dev.slipstream.infra.data.Order;
import dev.slipstream.infra.data.PairData;
import dev.slipstream.infra.data.PairItem;
import dev.slipstream.infra.data.RowGroups;
import dev.slipstream.infra.evaluate.ItemRows;
import dev.slipstream.infra.evaluate.PairEvaluation;
import dev.slipstream.infra.evaluate.PairEvaluation.Ranks;
import dev.slipstream.infra.evaluate.PairEvaluation.Result;
import dev.slipstream.ingest.IngestConfig;
import dev.slipstream.input.Modalities;
import dev.slipstream.job.settings.PairSettings;
import dev.slipstream.probe.RetrievalProbe;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Evaluates learning across two modalities. */
@Command(
    name = "pairs",
    description = {
      "Learns across the two modalities of a table's items and measures how well each finds the",
      "other among items kept out of learning: recall at 1, 5 and 10, by cosine. Beside it: chance,",
      "the towers untrained, and without learning, by similarity to the known pairs."
    },
    footer = {
      "",
      "PATH is a table with files beside it, or a folder or ZIP with one.",
      "Options of the towers are set with their names in front. Unless image.* options are set,",
      "images are learned in colour at 32x32.",
      "",
      "Examples:",
      "  slipstream evaluate pairs --data captions.csv --text-column caption --image-column path",
      "  slipstream evaluate pairs --data openmoji.zip --text-column annotation \\",
      "      --image-column file --group-pattern '^([^:]+)' --passes 20"
    })
final class EvaluatePairsCommand implements Runnable {

  /** The size of images unless another is set. */
  private static final Map<String, String> IMAGES =
      Map.of("image.height", "32", "image.width", "32", "image.channels", "3");

  private static final List<Integer> DEPTHS = List.of(1, 5, 10);

  @Spec private CommandSpec spec;
  @Mixin private CommonOptions common;
  @Mixin private RunOptions options;
  @Mixin private PairColumnOptions columns;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "PATH",
      description = "Pairs to learn from.")
  private Path data;

  @Option(
      names = "--test",
      paramLabel = "PATH",
      description = "Pairs to test on, never learned from.")
  private Path test;

  @Option(
      names = "--hold-out",
      defaultValue = "0.15",
      paramLabel = "SHARE",
      description =
          "Without --test, the share of pairs kept out: whole groups, by hash of their names"
              + " (default: ${DEFAULT-VALUE}).")
  private double holdOut;

  @Option(
      names = "--group-column",
      paramLabel = "COLUMN",
      description =
          "Rows that agree in it are kept out together (default: the text, or the id if there is"
              + " none).")
  private Optional<String> groupColumn = Optional.empty();

  @Option(
      names = "--group-pattern",
      paramLabel = "REGEX",
      description = "Rows agree if its first group found there is the same (default: all of it).")
  private Optional<Pattern> groupPattern = Optional.empty();

  @Option(
      names = "--pair",
      paramLabel = "NAME",
      description = "Two modalities with a dash between, such as text-audio, of items with more.")
  private Optional<String> pair = Optional.empty();

  @Option(
      names = "--test-limit",
      defaultValue = "10000",
      paramLabel = "N",
      description = "Most pairs tested on (default: ${DEFAULT-VALUE}).")
  private int testLimit;

  @Override
  public void run() {
    options.check();
    Checks.atLeast("--test-limit", testLimit, 1);
    if (!(holdOut > 0 && holdOut < 1)) {
      throw new IllegalArgumentException("--hold-out: must be between 0 and 1, was " + holdOut);
    }
    Columns named = columns.columns().grouped(new RowGroups(groupColumn, groupPattern));
    try (DataSet<PairItem> whole = PairData.open(data, named);
        DataSet<PairItem> other = test == null ? null : PairData.open(test, named)) {
      Split<PairItem> split = other == null ? whole.split(holdOut) : new Split<>(whole, other);
      List<Modality> modalities = modalities(whole);
      PairSettings settings = PairSettings.of(settings(), name(modalities));
      Result result = evaluate(evaluation(settings, modalities), split);
      report(settings, modalities, result);
    }
  }

  private List<Modality> modalities(DataSet<PairItem> set) {
    for (PairItem item : set.items(Order.FILE, 0, 1)) {
      List<Modality> found = item.parts().stream().map(Item::modality).sorted().toList();
      if (pair.isEmpty() && found.size() == 2) {
        return found;
      }
      String name = pair.orElse("none");
      return found.stream()
          .flatMap(a -> found.stream().map(b -> List.of(a, b)))
          .filter(both -> both.get(0) != both.get(1) && name(both).equals(name))
          .findFirst()
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "--pair: must name two of %s with a dash between, was %s"
                          .formatted(found, name)));
    }
    throw new IllegalArgumentException(
        "data: must hold a readable pair, was " + set.firstProblem());
  }

  private static String name(List<Modality> modalities) {
    return modalities.get(0) + "-" + modalities.get(1);
  }

  private Settings settings() {
    return options.seeded(common.settings(IMAGES));
  }

  private static PairEvaluation evaluation(PairSettings settings, List<Modality> modalities) {
    List<ItemRows> rows =
        settings.towers().stream()
            .map(tower -> ItemRows.of(IngestConfig.from(tower), Modalities.input(tower)))
            .toList();
    return new PairEvaluation(settings, modalities, rows);
  }

  private Result evaluate(PairEvaluation evaluation, Split<PairItem> split) {
    int passes = options.passes();
    return options.watched(
        (long) passes * split.train().size(),
        spec.commandLine().getOut(),
        progress -> evaluation.run(split.train(), split.test(), passes, testLimit, progress));
  }

  private void report(PairSettings settings, List<Modality> modalities, Result result) {
    Map<String, Object> values = new LinkedHashMap<>();
    recalls(values, modalities, result.ranks(), "");
    recalls(values, modalities, result.untrained(), "_untrained");
    result.known().ifPresent(ranks -> recalls(values, modalities, ranks, "_known_pairs"));
    int tested = result.ranks().forth().length;
    values.put("chance_at_10", EvaluationReport.round(Math.min(1, 10.0 / tested)));
    values.put("samples_per_second", Math.round(result.pairs() / result.secondsLearning()));
    values.put("seconds", EvaluationReport.seconds(result.secondsLearning()));
    values.put("samples", result.pairs());
    values.put("tested", tested);
    values.put("steps", result.steps());
    values.put("loss", EvaluationReport.round(result.loss()));
    values.put("refused", result.refused());
    values.put("passes", options.passes());
    values.put("settings", settings.learner().overrides());
    PrintWriter out = spec.commandLine().getOut();
    EvaluationReport.print(values, options.json(), 36, out);
  }

  private static void recalls(
      Map<String, Object> values, List<Modality> modalities, Ranks ranks, String ending) {
    recalls(values, modalities.get(0) + "_to_" + modalities.get(1), ranks.forth(), ending);
    recalls(values, modalities.get(1) + "_to_" + modalities.get(0), ranks.back(), ending);
  }

  private static void recalls(Map<String, Object> values, String way, int[] ranks, String ending) {
    for (int depth : DEPTHS) {
      values.put(
          way + "_recall_at_" + depth + ending,
          EvaluationReport.round(RetrievalProbe.recall(ranks, depth)));
    }
  }
}
