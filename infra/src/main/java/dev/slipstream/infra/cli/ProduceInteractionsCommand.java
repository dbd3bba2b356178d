package dev.slipstream.infra.cli;

import dev.slipstream.infra.data.InteractionTable;
import dev.slipstream.wire.Topics;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sends interactions. */
@Command(
    name = "interactions",
    description = {
      "Sends interactions to 'raw.interaction': the rows of a CSV, TSV or JSON Lines file, plain or",
      "gzipped, by time where they have one. Without times they happen when they are sent."
    },
    footer = {
      "",
      "Examples:",
      "  slipstream produce interactions ratings.csv --user userId --item movieId \\",
      "      --time timestamp --positive 'rating>=4' --negative 'rating<=2'",
      "  slipstream produce interactions clicks.jsonl.gz --user who --item what --context device,page"
    })
final class ProduceInteractionsCommand implements Runnable {

  @Spec private CommandSpec spec;
  @Mixin private ProduceOptions options;
  @Mixin private InteractionOptions columns;

  @Parameters(paramLabel = "PATH", description = "Table, with an interaction in each row.")
  private Path path;

  @Override
  public void run() {
    options.check();
    options.requireFileOrder("for interactions");
    options.send(
        InteractionTable.read(path, columns.columns()),
        Topics.RAW_INTERACTION.name(),
        spec.commandLine().getOut());
  }
}
