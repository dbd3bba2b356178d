package dev.slipstream.infra.cli;

import dev.slipstream.config.Settings;
import dev.slipstream.encoder.EncoderConfig;
import dev.slipstream.infra.bench.StepBench;
import dev.slipstream.learner.LearnerConfig;
import dev.slipstream.memory.queue.QueueConfig;
import dev.slipstream.view.ViewConfig;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

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
final class BenchStepCommand extends BenchOptions implements Runnable {

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
