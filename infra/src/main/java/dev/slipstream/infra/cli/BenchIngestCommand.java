package dev.slipstream.infra.cli;

import dev.slipstream.infra.bench.IngestBench;
import dev.slipstream.infra.data.Modality;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Kafka Streams around decoding. */
@Command(
    name = "ingest",
    description = {
      "Compares events/s from a raw topic through Kafka Streams to 'samples' with decoding and",
      "featurising the same generated events in a bare loop, in one process and in turn; medians",
      "of the rounds. The micros are CPU time for each event, of stream thread and loop alone."
    },
    footer = {"", "Examples:", "  slipstream bench ingest --modality image --json"})
final class BenchIngestCommand extends BenchRounds implements Runnable {

  @Option(
      names = "--modality",
      defaultValue = "text",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Modality modality;

  @Option(
      names = "--events",
      defaultValue = "0",
      description = "Events, a quarter of them untimed (default: some ten seconds' worth).")
  private int events;

  @Option(
      names = "--partitions",
      description =
          "Partitions of the raw topic, each taken by a stream thread of its own; the loop is always one thread (default: one for each core).")
  private int partitions = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--cloud-events",
      description = "Events carry all headers that 'produce' writes, not content-type alone.")
  private boolean cloudEvents;

  @Override
  public void run() {
    List<IngestBench.Round> done =
        measure(
            (settings, home) ->
                new IngestBench(settings, modality, count(), partitions, cloudEvents).round(home),
            round ->
                String.format(
                    Locale.ROOT,
                    "ingest %.0f, bare %.0f events/s, ratio %.2f",
                    round.ingest().perSecond(),
                    round.bare().perSecond(),
                    round.ratio()));
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("modality", modality.toString());
    values.put("events_per_second", Math.round(median(done, r -> r.ingest().perSecond())));
    values.put("bare_events_per_second", Math.round(median(done, r -> r.bare().perSecond())));
    values.put("ratio", round(median(done, IngestBench.Round::ratio)));
    values.put("micros", round(median(done, r -> r.ingest().micros())));
    values.put("bare_micros", round(median(done, r -> r.bare().micros())));
    values.put("partitions", partitions);
    values.put("cloud_events", cloudEvents);
    values.put("events", count());
    values.put("rounds", rounds);
    report(values);
  }

  private int count() {
    if (events != 0) {
      return events;
    }
    return switch (modality) {
      case TEXT -> 1_000_000;
      case IMAGE -> 200_000;
      case AUDIO -> 15_000;
    };
  }
}
