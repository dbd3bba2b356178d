package dev.slipstream.infra.cli;

import dev.slipstream.config.Settings;
import dev.slipstream.encoder.EncoderConfig;
import dev.slipstream.infra.bench.IngestBench;
import dev.slipstream.infra.bench.PipelineBench;
import dev.slipstream.infra.bench.ServeBench;
import dev.slipstream.infra.bench.SoakBench;
import dev.slipstream.infra.bench.StepBench;
import dev.slipstream.infra.data.Modality;
import dev.slipstream.infra.local.LocalConfig;
import dev.slipstream.learner.LearnerConfig;
import dev.slipstream.memory.queue.QueueConfig;
import dev.slipstream.serving.ServingConfig;
import dev.slipstream.view.ViewConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.apache.flink.util.FileUtils;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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
      BenchCommand.Step.class,
      BenchCommand.Pipeline.class,
      BenchCommand.Ingest.class,
      BenchCommand.Serve.class,
      BenchCommand.Soak.class
    },
    footer = {
      "",
      "Examples:",
      "  slipstream bench step --json",
      "  slipstream bench pipeline --json",
      "  slipstream bench ingest --modality audio --json",
      "  slipstream bench serve --json",
      "  slipstream bench soak --steps 10000"
    })
final class BenchCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Missing what to measure: step, pipeline, ingest, serve or soak");
  }

  /** What the benchmarks share. */
  static class Common {

    @Spec CommandSpec spec;
    @Mixin CommonOptions common;

    @Option(names = "--json", description = "Prints one JSON object and nothing else.")
    boolean json;

    /** Runs a bench in a home that is removed afterwards. */
    <R> R inTemporaryHome(BiFunction<Settings, Path, R> bench) {
      try {
        Path home = Files.createTempDirectory("slipstream-bench");
        try {
          Settings settings =
              common
                  .settings(Map.of())
                  .with(LocalConfig.HOME, home.toString())
                  .with(LocalConfig.KAFKA_PORT, 0)
                  .with(LocalConfig.FLINK_PORT, 0);
          return bench.apply(settings, home);
        } finally {
          FileUtils.deleteDirectory(home.toFile());
        }
      } catch (IOException e) {
        throw new UncheckedIOException("temporary directory: cannot be made or removed", e);
      }
    }

    void report(Map<String, Object> values) {
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        out.println(Json.write(values));
      } else {
        values.forEach((name, value) -> out.printf("%-20s %s%n", name, value));
      }
      out.flush();
    }

    static double round(double value) {
      return Math.round(100 * value) / 100.0;
    }
  }

  /** Two things measured in turn, since a shared machine's speed drifts. */
  private abstract static class InTurn extends Common {

    @Option(names = "--rounds", defaultValue = "5", description = "Rounds of both.")
    int rounds;

    /** Measures all rounds, each in a home of its own, and tells of each as it ends. */
    <R> List<R> measure(BiFunction<Settings, Path, R> bench, Function<R, String> figures) {
      Checks.atLeast("--rounds", rounds, 1);
      PrintWriter err = spec.commandLine().getErr();
      List<R> done = new ArrayList<>();
      for (int i = 1; i <= rounds; i++) {
        R round = inTemporaryHome(bench);
        err.printf("round %d of %d: %s%n", i, rounds, figures.apply(round));
        done.add(round);
      }
      return done;
    }

    static <R> double median(List<R> rounds, ToDoubleFunction<R> figure) {
      double[] figures = rounds.stream().mapToDouble(figure).sorted().toArray();
      return (figures[figures.length / 2] + figures[(figures.length - 1) / 2]) / 2;
    }
  }

  /** The learning step alone. */
  @Command(
      name = "step",
      description = {
        "Times the momentum learner's step on images in memory: bytes in, both encoders, loss,",
        "gradient, optimiser, key encoder, queue. Views are off; the encoder is peer-conv."
      },
      footer = {
        "",
        "Examples:",
        "  slipstream bench step --json",
        "  slipstream bench step --queue 65536 --batch 1024",
        "  slipstream bench step --set encoder.architecture=resnet"
      })
  static final class Step extends Common implements Runnable {

    @Option(names = "--batch", defaultValue = "256", description = "Samples in a step.")
    private int batch;

    @Option(names = "--queue", defaultValue = "4096", description = "Negatives.")
    private int queue;

    @Option(names = "--steps", defaultValue = "60", description = "Timed steps.")
    private int steps;

    @Option(names = "--warmup", defaultValue = "20", description = "Untimed steps before them.")
    private int warmup;

    @Override
    public void run() {
      Settings settings =
          common.settings(
              Map.of(
                  EncoderConfig.ARCHITECTURE.key(), "peer-conv",
                  LearnerConfig.STEPS_PER_BATCH.key(), "1",
                  LearnerConfig.BATCH_SIZE.key(), "" + batch,
                  QueueConfig.CAPACITY.key(), "" + queue,
                  ViewConfig.CROP_MIN.key(), "1",
                  ViewConfig.CROP_RATIO.key(), "1",
                  ViewConfig.FLIP.key(), "0",
                  ViewConfig.BRIGHTNESS.key(), "0",
                  ViewConfig.CONTRAST.key(), "0",
                  ViewConfig.BLUR.key(), "0"));
      StepBench.Result result = StepBench.run(settings, warmup, steps);
      Map<String, Object> values = new LinkedHashMap<>();
      values.put("samples_per_second", Math.round(result.samplesPerSecond()));
      values.put("step_millis", round(result.stepMillis()));
      values.put("least_millis", round(result.leastMillis()));
      values.put("most_millis", round(result.mostMillis()));
      values.put("architecture", settings.get(EncoderConfig.ARCHITECTURE));
      values.put("batch", batch);
      values.put("queue", queue);
      values.put("steps", steps);
      report(values);
    }
  }

  /** Kafka and Flink around the step. */
  @Command(
      name = "pipeline",
      description = {
        "Compares samples/s from topic 'samples' through Flink into the learner with the learner",
        "called in a bare loop, in one process and in turn; medians of the rounds."
      },
      footer = {"", "Examples:", "  slipstream bench pipeline --json"})
  static final class Pipeline extends InTurn implements Runnable {

    @Option(names = "--batches", defaultValue = "60", description = "Timed batches of a round.")
    private int batches;

    @Option(names = "--warmup", defaultValue = "60", description = "Untimed batches before them.")
    private int warmup;

    @Override
    public void run() {
      List<PipelineBench.Round> done =
          measure(
              (settings, home) -> new PipelineBench(settings, warmup, batches).round(home),
              round ->
                  String.format(
                      Locale.ROOT,
                      "pipeline %.0f, bare %.0f samples/s, ratio %.2f",
                      round.pipeline(),
                      round.bare(),
                      round.ratio()));
      Map<String, Object> values = new LinkedHashMap<>();
      values.put("samples_per_second", Math.round(median(done, PipelineBench.Round::pipeline)));
      values.put("bare_samples_per_second", Math.round(median(done, PipelineBench.Round::bare)));
      values.put("ratio", round(median(done, PipelineBench.Round::ratio)));
      values.put("architecture", common.settings().get(EncoderConfig.ARCHITECTURE));
      values.put("batches", batches);
      values.put("rounds", rounds);
      report(values);
    }
  }

  /** Kafka Streams around decoding. */
  @Command(
      name = "ingest",
      description = {
        "Compares events/s from a raw topic through Kafka Streams to 'samples' with decoding and",
        "featurising the same generated events in a bare loop, in one process and in turn; medians",
        "of the rounds. The micros are CPU time for each event, of stream thread and loop alone."
      },
      footer = {"", "Examples:", "  slipstream bench ingest --modality image --json"})
  static final class Ingest extends InTurn implements Runnable {

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
  static final class Serve extends Common implements Runnable {

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

  /** Memory over many steps. */
  @Command(
      name = "soak",
      description = "Learns for many steps and reports how far resident memory moves.",
      footer = {"", "Examples:", "  slipstream bench soak --steps 10000 --json"})
  static final class Soak extends Common implements Runnable {

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
}
