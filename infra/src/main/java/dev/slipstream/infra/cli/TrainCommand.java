package dev.slipstream.infra.cli;

import dev.slipstream.config.Settings;
import dev.slipstream.infra.local.LocalConfig;
import dev.slipstream.infra.local.LocalHome;
import dev.slipstream.infra.local.TopicSetup;
import dev.slipstream.infra.local.TrainCluster;
import dev.slipstream.job.TrainJob;
import dev.slipstream.wire.KafkaConfig;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Runs the training job on a Flink cluster of its own in this process. */
@Command(
    name = "train",
    description = {
      "Learns from 'samples' and publishes encoders and embeddings, until Ctrl-C.",
      "Goes on from the last checkpoint in its home."
    },
    footer = {
      "",
      "Examples:",
      "  slipstream train --bootstrap-servers kafka:9092",
      "  slipstream train --set encoder.architecture=resnet --set learner.batch-size=512"
    })
final class TrainCommand implements Runnable {

  @Spec private CommandSpec spec;
  @Mixin private CommonOptions common;

  @Override
  public void run() {
    Settings settings = common.settings();
    LocalConfig config = LocalConfig.from(settings);
    PrintWriter out = spec.commandLine().getOut();
    try (LocalHome home = Logs.in(LocalHome.open(config.home(), "job"))) {
      TopicSetup.ensure(KafkaConfig.from(settings), config.partitions());
      try (TrainCluster train = TrainCluster.start(home, settings)) {
        Foreground.closeAtEnd(train);
        train.restoredFrom().ifPresent(c -> out.println("Continuing from checkpoint " + c));
        out.println("Training on " + settings.get(KafkaConfig.BOOTSTRAP_SERVERS));
        out.println("Flink      " + train.webAddress());
        out.println("On a Flink cluster of yours, the same job: flink run -c ");
        out.println("  " + TrainJob.class.getName() + " JAR --set KEY=VALUE ...");
        out.println("Stop with Ctrl-C.");
        Foreground.await(train::failure);
      }
    }
  }
}
