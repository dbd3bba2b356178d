package dev.slipstream.infra.cli;

import dev.slipstream.config.Settings;
import dev.slipstream.infra.local.LocalConfig;
import dev.slipstream.job.settings.JobConfig;
import dev.slipstream.wire.KafkaConfig;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** What every command takes. Later sources win: defaults, file, environment, command line. */
final class CommonOptions {

  @Option(
      names = "--home",
      paramLabel = "DIR",
      description = "Directory of data, checkpoints, encoders and logs (default: .slipstream).")
  private Path home;

  @Option(
      names = "--bootstrap-servers",
      paramLabel = "HOST:PORT",
      description = "Kafka brokers to use.")
  private String bootstrapServers;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Sets any option; repeatable. 'slipstream config' lists them.")
  private Map<String, String> set = new LinkedHashMap<>();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Properties file with options, one KEY=VALUE on a line.")
  private Path config;

  @Option(names = "--debug", description = "Shows the stack trace of an error.")
  private boolean debug;

  /**
   * The settings of this call.
   *
   * @throws IllegalArgumentException if a key is unknown or a value breaks its rule
   */
  Settings settings() {
    return settings(Map.of());
  }

  /** The settings of this call for a command that has defaults of its own. */
  Settings settings(Map<String, String> defaults) {
    Settings settings = Settings.defaults(AllOptions.LIST).with(defaults);
    if (config != null) {
      settings = settings.withFile(config);
    }
    settings = settings.withEnvironment(System.getenv()).with(set);
    if (home != null) {
      settings = settings.with(LocalConfig.HOME, home.toString());
    }
    if (bootstrapServers != null) {
      settings = settings.with(KafkaConfig.BOOTSTRAP_SERVERS, bootstrapServers);
    }
    return inHome(settings);
  }

  /** Puts the job's directories into the home unless they were said to be elsewhere. */
  private static Settings inHome(Settings settings) {
    Path home = LocalConfig.from(settings).home();
    Settings located = settings;
    if (!settings.overrides().containsKey(JobConfig.CHECKPOINTS_URI.key())) {
      located = located.with(JobConfig.CHECKPOINTS_URI, home.resolve("checkpoints").toString());
    }
    if (!settings.overrides().containsKey(JobConfig.ENCODERS_URI.key())) {
      located = located.with(JobConfig.ENCODERS_URI, home.resolve("encoders").toString());
    }
    return located;
  }

  boolean debug() {
    return debug;
  }
}
