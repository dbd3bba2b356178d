package dev.slipstream.infra.cli;

import dev.slipstream.config.Settings;
import dev.slipstream.infra.local.LocalConfig;
import dev.slipstream.infra.local.LocalHome;
import dev.slipstream.infra.local.TopicSetup;
import dev.slipstream.ingest.IngestApp;
import dev.slipstream.wire.KafkaConfig;
import dev.slipstream.wire.Topics;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Runs ingest alone against a Kafka cluster. */
@Command(
    name = "ingest",
    description = "Turns raw events into samples or dead letters, until Ctrl-C.",
    footer = {
      "",
      "Examples:",
      "  slipstream ingest --bootstrap-servers kafka:9092",
      "  slipstream ingest --set ingest.threads=4 --set image.channels=3"
    })
final class IngestCommand implements Runnable {

  @Spec private CommandSpec spec;
  @Mixin private CommonOptions common;

  @Override
  public void run() {
    Settings settings = common.settings();
    LocalConfig config = LocalConfig.from(settings);
    try (LocalHome home = Logs.in(LocalHome.open(config.home(), "ingest"))) {
      TopicSetup.ensure(KafkaConfig.from(settings), config.partitions());
      try (IngestApp ingest = IngestApp.start(settings, home.directory())) {
        Foreground.closeAtEnd(ingest);
        spec.commandLine()
            .getOut()
            .printf(
                "Ingest runs: %s -> %s, %s, %s on %s. Stop with Ctrl-C.%n",
                Topics.RAW.stream().map(Topics.Topic::name).collect(Collectors.joining(", ")),
                Topics.SAMPLES.name(),
                Topics.INTERACTIONS.name(),
                Topics.DEAD_LETTERS.name(),
                settings.get(KafkaConfig.BOOTSTRAP_SERVERS));
        Foreground.await(ingest::failure);
      }
    }
  }
}
