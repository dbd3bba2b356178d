package dev.slipstream.infra.cli;

import dev.slipstream.config.Settings;
import dev.slipstream.infra.local.LocalConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.BiFunction;
import org.apache.flink.util.FileUtils;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What the benchmarks share. */
class BenchOptions {

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
