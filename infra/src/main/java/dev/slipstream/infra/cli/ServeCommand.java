package dev.slipstream.infra.cli;

import dev.slipstream.config.Settings;
import dev.slipstream.infra.local.LocalConfig;
import dev.slipstream.infra.local.LocalHome;
import dev.slipstream.job.flink.FlinkFiles;
import dev.slipstream.serving.ServingApp;
import dev.slipstream.serving.ServingConfig;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs serving alone against a Kafka cluster. */
@Command(
    name = "serve",
    description = "Serves neighbours, embeddings and the page over HTTP, until Ctrl-C.",
    footer = {
      "",
      "Examples:",
      "  slipstream serve --bootstrap-servers kafka:9092",
      "  slipstream serve --port 9000",
      "  curl http://127.0.0.1:8080/v1/items/ITEM/neighbors?k=5"
    })
final class ServeCommand implements Runnable {

  @Spec private CommandSpec spec;
  @Mixin private CommonOptions common;

  @Option(names = "--port", paramLabel = "PORT", description = "Port of the page (default: 8080).")
  private Integer port;

  @Override
  public void run() {
    Settings settings = common.settings();
    if (port != null) {
      settings = settings.with(ServingConfig.PORT, port);
    }
    try (LocalHome home = Logs.in(LocalHome.open(LocalConfig.from(settings).home(), "serve"));
        ServingApp serving = ServingApp.start(settings, home.serving(), FlinkFiles::open)) {
      Foreground.closeAtEnd(serving);
      spec.commandLine()
          .getOut()
          .printf(
              "Page       http://%s:%d%nLog        %s%nStop with Ctrl-C.%n",
              settings.get(ServingConfig.HOST), serving.port(), home.logs());
      Foreground.await(Optional::empty);
    }
  }
}
