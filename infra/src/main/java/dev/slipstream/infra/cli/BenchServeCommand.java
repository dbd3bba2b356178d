package dev.slipstream.infra.cli;

import dev.slipstream.infra.bench.ServeBench;
import dev.slipstream.serving.ServingConfig;
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
      "  slipstream bench serve --items 1000000 --swaps 2 --every 120"
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

  @Override
  public void run() {
    Checks.atLeast("--items", items, K + 1);
    Checks.atLeast("--width", width, 1);
    Checks.atLeast("--requests", requests, 1);
    Checks.atLeast("--swaps", swaps, 1);
    Checks.atLeast("--every", every, 1);
    Checks.atLeast("--warmup", warmup, 1);
    ServeBench.Result result =
        inTemporaryHome(
            (settings, home) ->
                new ServeBench(settings.with(ServingConfig.COVERAGE, 1.0), items, width, K)
                    .run(
                        home,
                        requests,
                        swaps,
                        Duration.ofSeconds(every),
                        Duration.ofSeconds(warmup)));
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("recall_at_10", Math.round(1e4 * result.recall()) / 1e4);
    values.put("p50_millis", round(result.p50()));
    values.put("p99_millis", round(result.p99()));
    values.put("most_millis", round(result.most()));
    values.put("requests", result.requests());
    values.put("failed", result.failed());
    values.put("mixed", result.mixed());
    values.put("versions", result.versions());
    values.put("items", items);
    values.put("width", width);
    values.put("requests_per_second", requests);
    values.put("swap_seconds", every);
    report(values);
  }
}
