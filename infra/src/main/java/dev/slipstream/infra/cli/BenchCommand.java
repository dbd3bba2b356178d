package dev.slipstream.infra.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Groups the benchmarks. */
@Command(
    name = "bench",
    description = {
      "Measures speed and memory on this machine; run it on an otherwise idle one.",
      "Compare ratios of one run, not figures of two days."
    },
    subcommands = {
      BenchStepCommand.class,
      BenchReplayCommand.class,
      BenchPipelineCommand.class,
      BenchIngestCommand.class,
      BenchRefreshCommand.class,
      BenchServeCommand.class,
      BenchFreshnessCommand.class,
      BenchSoakCommand.class
    },
    footer = {
      "",
      "Examples:",
      "  slipstream bench step --json",
      "  slipstream bench replay --json",
      "  slipstream bench pipeline --json",
      "  slipstream bench ingest --modality audio --json",
      "  slipstream bench refresh --json",
      "  slipstream bench serve --json",
      "  slipstream bench freshness --json",
      "  slipstream bench soak --steps 10000"
    })
final class BenchCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "Missing what to measure: one of " + String.join(", ", spec.subcommands().keySet()));
  }
}
