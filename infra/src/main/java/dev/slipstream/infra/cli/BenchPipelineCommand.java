package dev.slipstream.infra.cli;

import dev.slipstream.encoder.EncoderConfig;
import dev.slipstream.infra.bench.PipelineBench;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Kafka and Flink around the step. */
@Command(
    name = "pipeline",
    description = {
      "Compares samples/s from topic 'samples' through Flink into the learner with the learner",
      "called in a bare loop, in one process and in turn; medians of the rounds."
    },
    footer = {"", "Examples:", "  slipstream bench pipeline --json"})
final class BenchPipelineCommand extends BenchRounds implements Runnable {

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
