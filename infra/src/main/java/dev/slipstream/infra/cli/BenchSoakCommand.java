package dev.slipstream.infra.cli;

import dev.slipstream.infra.bench.SoakBench;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Memory over many steps. */
@Command(
    name = "soak",
    description = "Learns for many steps and reports how far resident memory moves.",
    footer = {"", "Examples:", "  slipstream bench soak --steps 10000 --json"})
final class BenchSoakCommand extends BenchOptions implements Runnable {

  @Option(names = "--steps", defaultValue = "10000", description = "Steps.")
  private int steps;

  @Override
  public void run() {
    PrintWriter err = spec.commandLine().getErr();
    SoakBench.Result result =
        SoakBench.run(
            common.settings(),
            steps,
            (step, bytes) -> err.printf("step %d: %d MiB%n", step, bytes >> 20));
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("steps", result.steps());
    values.put("resident_first_mib", result.first() >> 20);
    values.put("resident_least_mib", result.least() >> 20);
    values.put("resident_most_mib", result.most() >> 20);
    values.put("resident_last_mib", result.last() >> 20);
    values.put("spread_percent", round(100 * result.spread()));
    report(values);
  }
}
