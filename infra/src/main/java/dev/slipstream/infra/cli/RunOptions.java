package dev.slipstream.infra.cli;

import dev.slipstream.config.Settings;
import dev.slipstream.learner.LearnerConfig;
import dev.slipstream.learner.StepReport;
import java.io.PrintWriter;
import java.util.function.Consumer;
import java.util.function.Function;
import picocli.CommandLine.Option;

/** What every evaluation is run with. */
final class RunOptions {

  @Option(
      names = "--passes",
      defaultValue = "1",
      paramLabel = "N",
      description = "Times the stream is learned (default: ${DEFAULT-VALUE}).")
  private int passes;

  @Option(names = "--seed", paramLabel = "N", description = "Seed of all randomness.")
  private Long seed;

  @Option(names = "--json", description = "Prints one JSON object and nothing else.")
  private boolean json;

  /**
   * Checks what was given.
   *
   * @throws IllegalArgumentException saying what must be otherwise
   */
  void check() {
    Checks.atLeast("--passes", passes, 1);
  }

  int passes() {
    return passes;
  }

  boolean json() {
    return json;
  }

  /** The settings, with the seed where one was given. */
  Settings seeded(Settings settings) {
    return seed == null ? settings : settings.with(LearnerConfig.SEED, seed);
  }

  /**
   * Runs what learns, and shows how far it is unless JSON alone is wanted.
   *
   * @param samples that will be learned
   */
  <R> R watched(long samples, PrintWriter out, Function<Consumer<StepReport>, R> run) {
    if (json) {
      return run.apply(step -> {});
    }
    try (Bar bar = Bar.open("Learned", samples, out)) {
      return run.apply(step -> bar.show(step.samplesSeen(), EvaluationReport.loss(step)));
    }
  }
}
