package dev.slipstream.infra.cli;

import dev.slipstream.config.Settings;
import dev.slipstream.infra.data.InteractionColumns;
import dev.slipstream.infra.data.InteractionTable;
import dev.slipstream.infra.data.ItemTexts;
import dev.slipstream.infra.evaluate.recommend.Contender;
import dev.slipstream.infra.evaluate.recommend.ContextKinds;
import dev.slipstream.infra.evaluate.recommend.RecommendEvaluation;
import dev.slipstream.infra.evaluate.recommend.RecommendEvaluation.Run;
import dev.slipstream.learner.LearnerConfig;
import dev.slipstream.recommend.ContextConfig;
import dev.slipstream.recommend.Interaction;
import dev.slipstream.recommend.Interaction.Feedback;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Evaluates recommendation on a recorded stream of interactions. */
@Command(
    name = "recommend",
    description = {
      "Learns from recorded interactions as from a stream, then takes the test prequentially: each",
      "item that was taken is first ranked among all known items, then learned. Tells hit rate and",
      "NDCG at 10 and the mean reciprocal rank, once over all items and once over those the user",
      "had not met (_unseen), of everybody and of users the stream did not have (new users), with",
      "95 %% intervals between users. Beside it: popularity, popularity by context, recent",
      "popularity, matrix factorisation (BPR) and nearest neighbours of items."
    },
    footer = {
      "",
      "Files are CSV, TSV or JSON Lines, plain or gzipped. Without --test, the last rows of the",
      "stream are tested on.",
      "",
      "Examples:",
      "  slipstream evaluate recommend --stream ratings.csv --user user --item film \\",
      "      --time timestamp --positive 'rating>=4' --items films.tsv",
      "  slipstream evaluate recommend --stream march.csv --test april.csv --user visitor \\",
      "      --item product --time at --context device,country --positive 'event==purchase' --json"
    })
final class EvaluateRecommendCommand implements Runnable {

  @Spec private CommandSpec spec;
  @Mixin private CommonOptions common;
  @Mixin private RunOptions options;
  @Mixin private InteractionOptions columns;

  @Option(
      names = "--stream",
      required = true,
      paramLabel = "FILE",
      description = "Interactions to learn from.")
  private Path stream;

  @Option(names = "--test", paramLabel = "FILE", description = "Later interactions to test on.")
  private Path test;

  @Option(
      names = "--hold-out",
      defaultValue = "0.1",
      paramLabel = "SHARE",
      description =
          "Without --test, share of the stream tested on: its end (default: ${DEFAULT-VALUE}).")
  private double holdOut;

  @Option(
      names = "--items",
      paramLabel = "FILE",
      description = "What is known of items; its column of ids is called as that of --item.")
  private Path items;

  @Option(
      names = "--item-text",
      split = ",",
      paramLabel = "COLUMN",
      description = "Columns of --items that say what an item is (default: all but the id).")
  private List<String> itemText = List.of();

  @Option(
      names = "--challenger",
      paramLabel = "SETTINGS",
      description =
          "A second learned recommender and how far it is behind: what is set otherwise, such as"
              + " 'loss=n-pairs;learning-rate=0.002'.")
  private String challenger;

  @Override
  public void run() {
    options.check();
    if (!(holdOut > 0 && holdOut < 1)) {
      throw new IllegalArgumentException("--hold-out: must be between 0 and 1, was " + holdOut);
    }
    InteractionColumns named = columns.columns();
    List<Interaction> all = InteractionTable.read(stream, named);
    int split = test == null ? (int) Math.round(all.size() * (1 - holdOut)) : all.size();
    List<Interaction> tested =
        test == null ? all.subList(split, all.size()) : InteractionTable.read(test, named);
    if (tested.stream().noneMatch(i -> i.feedback() == Feedback.TAKEN)) {
      throw new IllegalArgumentException(
          "--positive: must hold of an item in the test, was none in %d rows"
              .formatted(tested.size()));
    }
    Map<String, String> texts =
        items == null ? Map.of() : ItemTexts.read(items, named.item(), itemText);
    RecommendEvaluation evaluation =
        new RecommendEvaluation(all.subList(0, split), tested, texts.keySet(), options.passes());
    Settings settings = settings(all, tested);
    List<Contender> contenders = new ArrayList<>(List.of(Contender.learned(settings, texts)));
    if (challenger != null) {
      contenders.add(Contender.challenger(settings, challenger, texts));
    }
    contenders.addAll(Contender.baselines(settings.get(LearnerConfig.SEED)));
    Map<String, Run> runs = new LinkedHashMap<>();
    contenders.forEach(contender -> runs.put(contender.name(), run(evaluation, contender)));
    PrintWriter out = spec.commandLine().getOut();
    if (options.json()) {
      out.println(Json.write(RecommendReport.values(runs, evaluation, settings)));
    } else {
      RecommendReport.table(runs).forEach(out::println);
    }
    out.flush();
  }

  /** The context is guessed from the data unless it is set. */
  private Settings settings(List<Interaction> all, List<Interaction> tested) {
    Settings settings = common.settings();
    if (!settings.overrides().containsKey(ContextConfig.CONTEXT.key())) {
      List<Interaction> both = Stream.concat(all.stream(), tested.stream()).toList();
      settings = settings.with(ContextConfig.CONTEXT, ContextKinds.of(both));
    }
    return options.seeded(settings);
  }

  private Run run(RecommendEvaluation evaluation, Contender contender) {
    PrintWriter err = spec.commandLine().getErr();
    try (Bar bar = Bar.open(contender.name(), evaluation.events(contender), err)) {
      return evaluation.run(contender, shown -> bar.show(shown, ""));
    }
  }
}
