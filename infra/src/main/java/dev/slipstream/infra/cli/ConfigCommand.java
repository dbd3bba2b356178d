package dev.slipstream.infra.cli;

import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints every option with default, rule, meaning and environment name. */
@Command(
    name = "config",
    description = "Prints every option: key, default, unit, rule, meaning, environment name.",
    footer = {
      "",
      "Examples:",
      "  slipstream config",
      "  slipstream config --markdown > options.md",
      "  slipstream config --set learner.batch-size=512   (shows and checks what is in force)"
    })
final class ConfigCommand implements Runnable {

  @Spec private CommandSpec spec;
  @Mixin private CommonOptions common;

  @Option(names = "--markdown", description = "Prints a Markdown table.")
  private boolean markdown;

  @Override
  public void run() {
    PrintWriter out = spec.commandLine().getOut();
    out.print(
        markdown ? OptionTable.markdown(AllOptions.LIST) : OptionTable.text(common.settings()));
    out.flush();
  }
}
