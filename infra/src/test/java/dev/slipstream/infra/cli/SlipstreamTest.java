package dev.slipstream.infra.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.UsageMessageSpec;

class SlipstreamTest {

  @TempDir Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @ParameterizedTest
  @MethodSource("verbs")
  void everyCommandHasHelpWithExamples(String verb) {
    assertThat(run(verb, "--help")).isZero();
    assertThat(out.toString()).startsWith("Usage: slipstream " + verb).contains("Examples:");
    assertThat(out.toString()).contains("--home", "--bootstrap-servers", "--set", "--config");
    assertThat(err.toString()).isEmpty();
  }

  static Stream<String> verbs() {
    return Slipstream.commandLine().getSubcommands().values().stream()
        .filter(c -> c.getSubcommands().isEmpty() && !c.getCommandName().equals("help"))
        .map(CommandLine::getCommandName)
        .distinct();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void saysWhatItDoesInWordsThatCanBePrinted(CommandLine command) {
    UsageMessageSpec usage = command.getCommandSpec().usageMessage();

    assertThat(usage.description()).isNotEmpty();
    Stream.of(usage.description(), usage.footer())
        .flatMap(Stream::of)
        .forEach(
            line -> assertThatCode(() -> String.format(line)).as(line).doesNotThrowAnyException());
  }

  static Stream<CommandLine> commands() {
    return leaves(Slipstream.commandLine());
  }

  private static Stream<CommandLine> leaves(CommandLine command) {
    return command.getSubcommands().isEmpty()
        ? Stream.of(command)
        : command.getSubcommands().values().stream().flatMap(SlipstreamTest::leaves);
  }

  @Test
  void tellsItsVersion() {
    assertThat(run("--version")).isZero();
    assertThat(out.toString()).startsWith("slipstream ");
  }

  @Test
  void withoutACommandShowsWhatThereIs() {
    assertThat(run()).isEqualTo(2);
    assertThat(err.toString()).contains("Missing command", "config", "train", "Examples:");
  }

  @Test
  void suggestsTheNearestCommand() {
    assertThat(run("tran")).isEqualTo(2);
    assertThat(err.toString()).contains("Did you mean: slipstream train");
  }

  @Test
  void refusesAnUnknownFlag() {
    assertThat(run("config", "--colour")).isEqualTo(2);
    assertThat(err.toString()).contains("--colour");
  }

  @Test
  void anUnknownOptionIsOneLineWithASuggestion() {
    assertThat(run("config", "--set", "lerner.seed=1")).isEqualTo(2);
    assertThat(err.toString())
        .isEqualToNormalizingNewlines(
            "slipstream: lerner.seed: unknown option; did you mean learner.seed?\n");
  }

  @Test
  void aMissingConfigFileIsOneLine() {
    Path missing = directory.resolve("none.properties");

    assertThat(run("config", "--config", missing.toString())).isEqualTo(2);
    assertThat(err.toString())
        .isEqualToNormalizingNewlines("slipstream: " + missing + ": cannot be read\n");
  }

  @Test
  void theCommandLineWinsOverTheFile() throws Exception {
    Path file = directory.resolve("my.properties");
    Files.writeString(file, "learner.seed=5\nlearner.batch-size=32\n");

    assertThat(run("config", "--config", file.toString(), "--set", "learner.seed=6")).isZero();
    assertThat(out.toString())
        .contains("learner.seed = 6   (default 0)", "learner.batch-size = 32");
  }

  @Test
  void aHomeThatCannotBeUsedIsOneLine() throws Exception {
    Files.writeString(directory.resolve("format"), "99\n");

    assertThat(run("train", "--home", directory.toString())).isEqualTo(2);
    assertThat(err.toString())
        .hasLineCount(1)
        .startsWith("slipstream: home: must be empty or a Slipstream home of format 3");
  }

  @Test
  void showsTheStackTraceOnRequest() {
    assertThat(run("config", "--debug", "--set", "learner.seed=x")).isEqualTo(2);
    assertThat(err.toString())
        .startsWith("slipstream: learner.seed: must be a whole number, was x")
        .contains("\tat dev.slipstream");
  }

  private int run(String... arguments) {
    return Slipstream.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
