package dev.slipstream.infra.bench;

import dev.slipstream.config.Settings;
import dev.slipstream.infra.local.LocalConfig;
import dev.slipstream.infra.local.Ports;
import dev.slipstream.serving.ServingConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code slipstream serve} in a JVM of its own, so that its memory can be limited and measured. */
final class ServerProcess implements BenchServer {

  private static final String MAIN = "dev.slipstream.infra.cli.Slipstream";
  private static final String MOST_RESIDENT = "VmHWM:";

  private final Process process;
  private final int port;

  private ServerProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  static ServerProcess start(Settings settings, Path home, String heap) {
    int port = Ports.anyFree();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.add("-Xmx" + heap);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN, "serve"));
    settings
        .with(ServingConfig.PORT, port)
        .with(LocalConfig.HOME, home.resolve("server").toString())
        .overrides()
        .forEach((key, value) -> command.addAll(List.of("--set", key + "=" + value)));
    try {
      return new ServerProcess(
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start(),
          port);
    } catch (IOException e) {
      throw new UncheckedIOException("no process for the server", e);
    }
  }

  @Override
  public int port() {
    return port;
  }

  /** Linux tells it; elsewhere 0. */
  @Override
  public long residentBytes() {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    try {
      return Files.exists(status)
          ? Files.readAllLines(status).stream()
              .filter(line -> line.startsWith(MOST_RESIDENT))
              .map(line -> line.replaceAll("\\D", ""))
              .mapToLong(kib -> Long.parseLong(kib) << 10)
              .findFirst()
              .orElse(0)
          : 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
