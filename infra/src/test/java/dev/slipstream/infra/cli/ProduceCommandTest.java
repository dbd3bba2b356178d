package dev.slipstream.infra.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user can put right in what is to be sent is told before any broker is asked. */
class ProduceCommandTest {

  @TempDir Path directory;

  private Path table;

  @BeforeEach
  void write() throws IOException {
    table = directory.resolve("news.tsv");
    Files.writeString(table, "topic\tbody\nA\tone\n");
  }

  @Test
  void aMissingColumnIsOneLineThatNamesTheColumnsThereAre() {
    String rule = "must be a column of news.tsv, by name (topic, body) or by number (from 1), was ";

    assertThat(run("produce", "text", "" + table)).isEqualTo("--text-column: " + rule + "text");
    assertThat(run("produce", "text", "" + table, "--text-column", "3"))
        .isEqualTo("--text-column: " + rule + "3");
    assertThat(run("produce", "pairs", "" + table, "--image-column", "picture"))
        .isEqualTo("--image-column: " + rule + "picture");
    assertThat(run("produce", "text", "" + table, "--follow", "--time-column", "when"))
        .isEqualTo("--text-column: " + rule + "text");
  }

  @Test
  void onlyAFileInItsOwnOrderCanBeFollowed() {
    assertThat(
            run("produce", "text", "" + table, "--text-column", "2", "--follow", "--order", "iid"))
        .isEqualTo("--order: must be file with --follow, was iid");
    assertThat(run("produce", "text", "" + directory, "--follow"))
        .startsWith("data: must be a TSV, CSV, JSONL or TXT file to be followed, was ");
  }

  @Test
  void interactionsAreSentInOneOrderFromColumnsThatAreThere() {
    String[] interactions = {"produce", "interactions", "" + table, "--user", "topic", "--item"};

    assertThat(run(with(interactions, "film")))
        .isEqualTo(
            "--item: must be a column of news.tsv, by name (topic, body) or by number (from 1), was film");
    assertThat(run(with(interactions, "body", "--order", "iid")))
        .isEqualTo("--order: must be file for interactions, was iid");
    assertThat(run(with(interactions, "body", "--positive", "topic>=4")))
        .startsWith(
            "data: every row must be usable, row 1 of news.tsv has no number in column topic");
  }

  private static String[] with(String[] first, String... more) {
    return Stream.concat(Arrays.stream(first), Arrays.stream(more)).toArray(String[]::new);
  }

  @Test
  void saysWhatThereIsToProduce() {
    StringWriter err = new StringWriter();

    assertThat(execute(err, "produce")).isEqualTo(2);
    assertThat(err.toString()).contains("Missing what to produce: ", "images", "text", "pairs");
  }

  /** The one line a command complains with. */
  private static String run(String... arguments) {
    StringWriter err = new StringWriter();
    assertThat(execute(err, arguments)).isEqualTo(2);
    assertThat(err.toString()).hasLineCount(1).startsWith("slipstream: ");
    return err.toString().strip().substring("slipstream: ".length());
  }

  private static int execute(StringWriter err, String... arguments) {
    return Slipstream.commandLine()
        .setOut(new PrintWriter(new StringWriter(), true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
