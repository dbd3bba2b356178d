package dev.slipstream.infra.cli;

import dev.slipstream.infra.bench.FreshnessBench;
import dev.slipstream.infra.bench.FreshnessBench.Result;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** From an event to a recommendation that knows it. */
@Command(
    name = "freshness",
    description = {
      "Runs all of Slipstream, with a recommender that learns as fast as it can from a backlog of",
      "interactions, and times how long until an interaction (POST /v1/interactions) shows in what",
      "its user is recommended, and until a new text can be recommended."
    },
    footer = {"", "Examples:", "  slipstream bench freshness --json"})
final class BenchFreshnessCommand extends BenchOptions implements Runnable {

  @Option(names = "--items", defaultValue = "2000", description = "Texts there are before.")
  private int items;

  @Option(names = "--backlog", defaultValue = "300000", description = "Interactions before.")
  private int backlog;

  @Option(names = "--events", defaultValue = "300", description = "Interactions timed.")
  private int events;

  @Option(names = "--new-items", defaultValue = "100", description = "Texts timed.")
  private int newItems;

  @Option(names = "--rate", defaultValue = "10", description = "Of both, each second.")
  private int rate;

  @Override
  public void run() {
    Checks.atLeast("--items", items, 100);
    Checks.atLeast("--backlog", backlog, 1);
    Checks.atLeast("--events", events, 1);
    Checks.atLeast("--new-items", newItems, 1);
    Checks.atLeast("--rate", rate, 1);
    FreshnessBench.Plan plan = new FreshnessBench.Plan(items, backlog, events, newItems, rate);
    PrintWriter err = spec.commandLine().getErr();
    Result result =
        inTemporaryHome(
            (settings, home) -> new FreshnessBench(settings, plan).run(home, err::println));
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("event_p50_millis", round(Result.quantile(result.eventMillis(), 0.5)));
    values.put("event_p99_millis", round(Result.quantile(result.eventMillis(), 0.99)));
    values.put("event_most_millis", round(Result.quantile(result.eventMillis(), 1)));
    values.put("item_p50_millis", round(Result.quantile(result.itemMillis(), 0.5)));
    values.put("item_p99_millis", round(Result.quantile(result.itemMillis(), 0.99)));
    values.put("item_most_millis", round(Result.quantile(result.itemMillis(), 1)));
    values.put("learned_per_second", Math.round(result.learnedPerSecond()));
    values.put("events", events);
    values.put("new_items", newItems);
    values.put("rate", rate);
    report(values);
  }
}
