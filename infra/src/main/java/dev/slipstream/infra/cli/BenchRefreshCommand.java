package dev.slipstream.infra.cli;

import dev.slipstream.encoder.EncoderConfig;
import dev.slipstream.infra.bench.RefreshBench;
import dev.slipstream.input.Modalities;
import dev.slipstream.objective.Methods;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A catalogue embedded anew. */
@Command(
    name = "refresh",
    description = {
      "Compares items/s of a sweep after a new version, from the Flink job's state by the encoder to",
      "topic 'embeddings', with the encoder called in a bare loop over the same samples, in one",
      "process and in turn; medians of the rounds."
    },
    footer = {
      "",
      "Examples:",
      "  slipstream bench refresh --json",
      "  slipstream bench refresh --of image --items 20000"
    })
final class BenchRefreshCommand extends BenchRounds implements Runnable {

  /** What is generated. */
  enum Of {
    TEXT,
    IMAGE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Option(
      names = "--of",
      defaultValue = "text",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Of of;

  @Option(names = "--items", defaultValue = "100000", description = "Items.")
  private int items;

  @Option(
      names = "--batch",
      defaultValue = "256",
      description = "Items in a pass of the bare loop; the refresher finds its own size.")
  private int batch;

  @Override
  public void run() {
    Checks.atLeast("--items", items, 1);
    Checks.atLeast("--batch", batch, 1);
    List<RefreshBench.Round> done =
        measure(
            (settings, home) ->
                new RefreshBench(settings.with(Modalities.MODALITY, of.toString()), items, batch)
                    .round(home),
            round ->
                String.format(
                    Locale.ROOT,
                    "refresh %.0f, bare %.0f items/s, ratio %.2f",
                    round.refresh(),
                    round.bare(),
                    round.ratio()));
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("items_per_second", Math.round(median(done, RefreshBench.Round::refresh)));
    values.put("bare_items_per_second", Math.round(median(done, RefreshBench.Round::bare)));
    values.put("ratio", round(median(done, RefreshBench.Round::ratio)));
    values.put("of", of.toString());
    values.put(
        "architecture",
        Methods.withRecipes(common.settings().with(Modalities.MODALITY, of.toString()))
            .get(EncoderConfig.ARCHITECTURE));
    values.put("items", items);
    values.put("batch", batch);
    values.put("rounds", rounds);
    report(values);
  }
}
