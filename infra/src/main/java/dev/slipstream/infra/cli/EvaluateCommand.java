package dev.slipstream.infra.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Groups the evaluations. */
@Command(
    name = "evaluate",
    description = "Learns from recorded data as from a stream, then tells what was learned.",
    subcommands = {
      EvaluateImagesCommand.class,
      EvaluateTextCommand.class,
      EvaluateAudioCommand.class,
      EvaluatePairsCommand.class,
      EvaluateRecommendCommand.class,
      EvaluateMatrixCommand.class
    },
    footer = {
      "",
      "Examples:",
      "  slipstream evaluate images --data photos.zip",
      "  slipstream evaluate text --data news.tsv",
      "  slipstream evaluate audio --data sounds/ --passes 5",
      "  slipstream evaluate images --help"
    })
final class EvaluateCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "Missing what to evaluate: images, text, audio, pairs, recommend or matrix");
  }
}
