package dev.slipstream.infra.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** {@code slipstream demo} as a process of its own, as the script would start it. */
final class DemoProcess implements AutoCloseable {

  private static final int LOG_LINES = 200;

  private final Process process;
  private final Path terminal;
  private final Path home;

  private DemoProcess(Process process, Path terminal, Path home) {
    this.process = process;
    this.terminal = terminal;
    this.home = home;
  }

  /**
   * Starts it and returns at once.
   *
   * @param terminal gets what it prints
   * @param data folder of images
   */
  static DemoProcess start(Path terminal, Path home, Path data, Map<String, String> set) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(System.getProperty("slipstream.jvm.options").split(" ")));
    // A process that lives for seconds: little heap, and no time spent on the best machine code.
    command.addAll(List.of("-Xmx768m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", classPath(), Slipstream.class.getName(), "demo"));
    command.addAll(List.of("--no-browser", "--data", "" + data, "--home", "" + home));
    set.forEach((key, value) -> command.addAll(List.of("--set", key + "=" + value)));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(terminal.toFile());
    builder.environment().put("OPENBLAS_NUM_THREADS", "1");
    builder.environment().put("OMP_WAIT_POLICY", "PASSIVE");
    try {
      return new DemoProcess(builder.start(), terminal, home);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** {@code kill -9}: it cannot see that coming. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Sends a signal by its name, such as INT (Ctrl-C) or TERM. */
  void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, "" + process.pid()).start().waitFor();
  }

  /** Whether it ended in time. */
  boolean endsWithin(long seconds) throws InterruptedException {
    return process.waitFor(seconds, TimeUnit.SECONDS);
  }

  int exitCode() {
    return process.exitValue();
  }

  /** What it printed, and the end of its log. */
  String output() {
    return lines(terminal) + "--- log ---\n" + lines(home.resolve("logs/job/slipstream.log"));
  }

  private static String lines(Path file) {
    if (!Files.exists(file)) {
      return file + ": none\n";
    }
    try (Stream<String> lines = Files.lines(file)) {
      List<String> all = lines.toList();
      return String.join("\n", all.subList(Math.max(0, all.size() - LOG_LINES), all.size())) + "\n";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
