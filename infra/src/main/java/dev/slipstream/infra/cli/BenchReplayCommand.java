package dev.slipstream.infra.cli;

import dev.slipstream.config.Settings;
import dev.slipstream.encoder.EncoderConfig;
import dev.slipstream.infra.bench.ReplayBench;
import dev.slipstream.learner.LearnerConfig;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The replay buffer beside the learning step. */
@Command(
    name = "replay",
    description = {
      "Times what a replay buffer adds to a learning step, the two in turns: a batch in, as many",
      "out, a batch drawn and its features moved. Prints the share of a step that it takes."
    },
    footer = {
      "",
      "Examples:",
      "  slipstream bench replay --json",
      "  slipstream bench replay --policy reservoir",
      "  slipstream bench replay --capacity 65536 --set encoder.architecture=peer-conv"
    })
final class BenchReplayCommand extends BenchOptions implements Runnable {

  @Option(names = "--policy", defaultValue = "minred", description = "What leaves a full buffer.")
  private String policy;

  @Option(names = "--capacity", defaultValue = "4096", description = "Samples in the buffer.")
  private int capacity;

  @Option(names = "--width", defaultValue = "128", description = "Values of a feature.")
  private int width;

  @Option(names = "--batch", defaultValue = "256", description = "Samples in a step.")
  private int batch;

  @Option(names = "--steps", defaultValue = "60", description = "Timed steps.")
  private int steps;

  @Option(names = "--warmup", defaultValue = "20", description = "Untimed steps before them.")
  private int warmup;

  @Override
  public void run() {
    Settings settings =
        common.settings(
            Map.of(
                LearnerConfig.STEPS_PER_BATCH.key(),
                "1",
                LearnerConfig.BATCH_SIZE.key(),
                "" + batch));
    ReplayBench.Result result = ReplayBench.run(settings, policy, capacity, width, warmup, steps);
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("replay_percent", round(100 * result.ratio()));
    values.put("replay_millis", round(result.replayMillis()));
    values.put("step_millis", round(result.stepMillis()));
    values.put("policy", policy);
    values.put("capacity", capacity);
    values.put("width", width);
    values.put("batch", batch);
    values.put("architecture", settings.get(EncoderConfig.ARCHITECTURE));
    values.put("steps", steps);
    report(values);
  }
}
