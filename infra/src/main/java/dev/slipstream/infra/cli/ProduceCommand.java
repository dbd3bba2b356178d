package dev.slipstream.infra.cli;

import dev.slipstream.infra.data.ImageDataSet;
import dev.slipstream.infra.data.ImageProducer;
import dev.slipstream.wire.KafkaConfig;
import dev.slipstream.wire.Topics;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sends data of one's own into the raw topics. */
@Command(
    name = "produce",
    description = "Sends a data set into Kafka.",
    subcommands = ProduceCommand.Images.class,
    footer = {"", "Examples:", "  slipstream produce images ~/Pictures"})
final class ProduceCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing what to produce: images");
  }

  /** Sends images. */
  @Command(
      name = "images",
      description = "Sends the images of a folder, a ZIP or an IDX file to 'raw.image'.",
      footer = {
        "",
        "Examples:",
        "  slipstream produce images ~/Pictures",
        "  slipstream produce images photos.zip --order iid --rate 50",
        "  slipstream produce images train-images-idx3-ubyte.gz --bootstrap-servers kafka:9092"
      })
  static final class Images implements Runnable {

    @Spec private CommandSpec spec;
    @Mixin private CommonOptions common;

    @Parameters(paramLabel = "PATH", description = "Folder, ZIP or IDX file with images.")
    private Path path;

    @Option(
        names = "--order",
        defaultValue = "file",
        paramLabel = "ORDER",
        description = "file, iid (shuffled) or sorted by class (default: ${DEFAULT-VALUE}).")
    private ImageDataSet.Order order;

    @Option(
        names = "--seed",
        defaultValue = "0",
        paramLabel = "N",
        description = "Seed of the shuffle (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
        names = "--rate",
        defaultValue = "0",
        paramLabel = "N",
        description = "Most images a second; 0 for as many as go (default: ${DEFAULT-VALUE}).")
    private double rate;

    @Option(names = "--limit", paramLabel = "N", description = "Most images (default: all).")
    private long limit = Long.MAX_VALUE;

    @Override
    public void run() {
      Checks.atLeast("--limit", limit, 0L);
      Checks.atLeast("--rate", rate, 0.0);
      PrintWriter out = spec.commandLine().getOut();
      KafkaConfig kafka = KafkaConfig.from(common.settings());
      try (ImageDataSet set = ImageDataSet.open(path);
          ImageProducer producer = ImageProducer.to(kafka);
          Bar bar = Bar.open("Produced", Math.min(limit, set.size()), out)) {
        ImageProducer.Report report =
            producer.send(set.items(order, seed, limit), rate, n -> bar.show(n, ""));
        bar.close();
        out.printf(
            "%,d images written to %s on %s in %.1f s%n",
            report.written(),
            Topics.RAW_IMAGE.name(),
            kafka.bootstrapServers(),
            report.took().toMillis() / 1e3);
        if (report.oversize() > 0) {
          out.printf("%,d images were too long to be sent%n", report.oversize());
        }
        if (set.unreadable() > 0) {
          out.printf("%,d could not be read, first: %s%n", set.unreadable(), set.firstProblem());
        }
      }
    }
  }
}
