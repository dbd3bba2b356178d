package dev.slipstream.infra.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Sends data of one's own into the raw topics. */
@Command(
    name = "produce",
    description = "Sends a data set into Kafka.",
    subcommands = {
      ProduceImagesCommand.class,
      ProduceTextCommand.class,
      ProduceAudioCommand.class,
      ProducePairsCommand.class,
      ProduceInteractionsCommand.class
    },
    footer = {
      "",
      "Examples:",
      "  slipstream produce images ~/Pictures",
      "  slipstream produce text news.tsv",
      "  slipstream produce audio recordings.zip",
      "  slipstream produce pairs openmoji.zip --text-column annotation --image-column file",
      "  slipstream produce interactions ratings.csv --user userId --item movieId --time timestamp"
    })
final class ProduceCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "Missing what to produce: " + String.join(", ", spec.subcommands().keySet()));
  }
}
