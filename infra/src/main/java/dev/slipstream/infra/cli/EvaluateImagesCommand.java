package dev.slipstream.infra.cli;

import dev.slipstream.config.Settings;
import dev.slipstream.infra.data.DataSet;
import dev.slipstream.infra.data.DataSet.Order;
import dev.slipstream.infra.data.DataSet.Split;
import dev.slipstream.infra.data.ImageData;
import dev.slipstream.infra.data.ImageItem;
import dev.slipstream.infra.evaluate.ImageEvaluation;
import dev.slipstream.infra.evaluate.ImageEvaluation.Plan;
import dev.slipstream.infra.evaluate.ImageEvaluation.Result;
import dev.slipstream.ingest.image.ImageShape;
import dev.slipstream.learner.LearnerConfig;
import dev.slipstream.learner.StepReport;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Evaluates the learner on labelled images. */
@Command(
    name = "images",
    description = {
      "Learns from a stream of labelled images, labels unseen, and measures the representation:",
      "k nearest neighbours (k = 20, cosine) and a linear probe, both on images kept out of learning."
    },
    footer = {
      "",
      "Without --test, the set's own test part is used, or else a fifth by hash of the name.",
      "Unless image.* options are set, images are learned at the size that suits the data.",
      "",
      "Examples:",
      "  slipstream evaluate images --data photos/",
      "  slipstream evaluate images --data train.zip --test test.zip --order sorted --json",
      "  slipstream evaluate images --data train-images-idx3-ubyte.gz \\",
      "      --test t10k-images-idx3-ubyte.gz --set encoder.architecture=peer-conv --seed 1"
    })
final class EvaluateImagesCommand implements Runnable {

  /** Orders of the stream. */
  enum StreamOrder {
    iid,
    sorted
  }

  @Spec private CommandSpec spec;
  @Mixin private CommonOptions common;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "DIR|ZIP|IDX",
      description = "Images to learn from; sub-folders are the classes.")
  private Path data;

  @Option(
      names = "--test",
      paramLabel = "DIR|ZIP|IDX",
      description = "Images to test on, never learned from.")
  private Path test;

  @Option(
      names = "--order",
      defaultValue = "iid",
      description = "Order of the stream: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private StreamOrder order;

  @Option(
      names = "--passes",
      defaultValue = "1",
      paramLabel = "N",
      description = "Times the stream is seen (default: ${DEFAULT-VALUE}).")
  private int passes;

  @Option(names = "--seed", paramLabel = "N", description = "Seed of all randomness.")
  private Long seed;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Learns from the first N images of the stream only.")
  private long limit = Long.MAX_VALUE;

  @Option(
      names = "--bank",
      defaultValue = "10000",
      paramLabel = "N",
      description =
          "Training images the probes compare with: the first of each class (default:"
              + " ${DEFAULT-VALUE}).")
  private int bank;

  @Option(
      names = "--test-limit",
      defaultValue = "10000",
      paramLabel = "N",
      description = "Most test images (default: ${DEFAULT-VALUE}).")
  private int testLimit;

  @Option(names = "--json", description = "Prints one JSON object and nothing else.")
  private boolean json;

  @Override
  public void run() {
    Checks.atLeast("--passes", passes, 1);
    Checks.atLeast("--bank", bank, 1);
    Checks.atLeast("--test-limit", testLimit, 1);
    Checks.atLeast("--limit", limit, 1L);
    try (DataSet<ImageItem> whole = ImageData.open(data);
        DataSet<ImageItem> other = test == null ? null : ImageData.open(test)) {
      Settings settings = settings(whole);
      Split<ImageItem> split = other == null ? whole.split() : new Split<>(whole, other);
      Plan plan =
          new Plan(
              Order.valueOf(order.name().toUpperCase(Locale.ROOT)), passes, bank, testLimit, limit);
      report(settings, evaluate(settings, split, plan));
    }
  }

  private Settings settings(DataSet<ImageItem> set) {
    Settings settings = common.settings();
    if (seed != null) {
      settings = settings.with(LearnerConfig.SEED, seed);
    }
    return ImageSize.suiting(settings, set);
  }

  private Result evaluate(Settings settings, Split<ImageItem> split, Plan plan) {
    ImageEvaluation evaluation = new ImageEvaluation(settings);
    if (json) {
      return evaluation.run(split.train(), split.test(), plan, step -> {});
    }
    long expected = plan.passes() * Math.min(split.train().size(), plan.limit());
    try (Bar bar = Bar.open("Learned", expected, spec.commandLine().getOut())) {
      return evaluation.run(
          split.train(), split.test(), plan, step -> bar.show(step.samplesSeen(), loss(step)));
    }
  }

  private static String loss(StepReport step) {
    return "loss %.3f (chance %.3f)".formatted(step.loss(), Math.log(step.negatives() + 1.0));
  }

  private void report(Settings settings, Result result) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("knn_accuracy", round(result.knn()));
    values.put("knn_accuracy_untrained", round(result.knnUntrained()));
    values.put("knn_accuracy_raw", round(result.knnRaw()));
    values.put("knn_accuracy_representation", round(result.knnRepresentation()));
    result.knnRawWhitened().ifPresent(v -> values.put("knn_accuracy_raw_whitened", round(v)));
    values.put("linear_accuracy", round(result.linear()));
    values.put("samples_per_second", Math.round(result.samples() / result.secondsLearning()));
    values.put("seconds", Math.round(10 * result.secondsLearning()) / 10.0);
    values.put("samples", result.samples());
    values.put("steps", result.steps());
    values.put("loss", round(result.loss()));
    values.put("refused", result.refused());
    values.put("order", order.name());
    values.put("passes", passes);
    values.put("shape", ImageShape.from(settings).toString());
    values.put("settings", settings.overrides());
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.write(values));
    } else {
      values.forEach((name, value) -> out.printf("%-28s %s%n", name, value));
    }
    out.flush();
  }

  private static double round(double value) {
    return Math.round(1e4 * value) / 1e4;
  }
}
