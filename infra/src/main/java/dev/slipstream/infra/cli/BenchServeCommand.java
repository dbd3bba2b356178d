package dev.slipstream.infra.cli;

import dev.slipstream.infra.bench.ServeBench;
import dev.slipstream.serving.ServingConfig;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Answers while versions change. */
@Command(
    name = "serve",
    description = {
      "Asks the server for neighbours over HTTP at a fixed rate while version after version of all",
      "embeddings comes through Kafka. A version is served when it is whole; a request is timed from",
      "when it was due. Recall is against comparing with every item."
    },
    footer = {
      "",
      "Examples:",
      "  slipstream bench serve --json",
      "  slipstream bench serve --swaps 100",
      "  slipstream bench serve --items 1000000 --swaps 2 --every 120 --heap 1500m"
    })
final class BenchServeCommand extends BenchOptions implements Runnable {

  private static final int K = 10;

  @Option(names = "--items", defaultValue = "100000", description = "Items.")
  private int items;

  @Option(names = "--width", defaultValue = "128", description = "Floats in a vector.")
  private int width;

  @Option(names = "--requests", defaultValue = "500", description = "Requests each second.")
  private int requests;

  @Option(names = "--swaps", defaultValue = "10", description = "Versions that come.")
  private int swaps;

  @Option(names = "--every", defaultValue = "10", description = "Seconds between versions.")
  private int every;

  @Option(names = "--warmup", defaultValue = "10", description = "Untimed seconds before them.")
  private int warmup;

  @Option(
      names = "--heap",
      paramLabel = "SIZE",
      description =
          "Serves from a process of its own with this heap, such as 1500m (default: from this one).")
  private String heap;

  @Override
  public void run() {
    Checks.atLeast("--items", items, K + 1);
    Checks.atLeast("--width", width, 1);
    Checks.atLeast("--requests", requests, 1);
    Checks.atLeast("--swaps", swaps, 1);
    Checks.atLeast("--every", every, 1);
    Checks.atLeast("--warmup", warmup, 1);
    ServeBench.Plan plan =
        new ServeBench.Plan(requests, swaps, Duration.ofSeconds(every), Duration.ofSeconds(warmup));
    PrintWriter err = spec.commandLine().getErr();
    ServeBench.Result result =
        inTemporaryHome(
            (settings, home) ->
                new ServeBench(settings.with(ServingConfig.COVERAGE, 1.0), items, width, K)
                    .run(home, plan, heap, err::println));
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("recall_at_10", Math.round(1e4 * result.recall()) / 1e4);
    values.put("p50_millis", round(result.p50()));
    values.put("p99_millis", round(result.p99()));
    values.put("most_millis", round(result.most()));
    values.put("requests", result.requests());
    values.put("failed", result.failed());
    values.put("mixed", result.mixed());
    values.put("versions", result.versions());
    values.put("cpu_seconds_per_swap", rounded(result.cpuSeconds()));
    if (heap != null) {
      values.put("server_resident_mib", result.residentBytes() >> 20);
    }
    values.put("items", items);
    values.put("width", width);
    values.put("requests_per_second", requests);
    values.put("swap_seconds", every);
    report(values);
  }

  private static Map<String, Double> rounded(Map<String, Double> values) {
    Map<String, Double> rounded = new LinkedHashMap<>();
    values.forEach((name, value) -> rounded.put(name, round(value)));
    return rounded;
  }
}
