package dev.slipstream.infra.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Learning from sounds made here: tones that rise and tones that fall, of three speakers. */
class EvaluateAudioTest {

  @TempDir Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void learnsFromSomeSpeakersAndIsTestedOnAnother() throws IOException {
    Path data = tones(40, "anna", "bert", "carl");

    int code =
        run(
            "--data",
            data.toString(),
            "--label-pattern",
            "^(rise|fall)_",
            "--hold-out-pattern",
            "_carl_",
            "--passes",
            "2",
            "--set",
            "embedding.size=0"); // these sounds differ in a dozen directions, the others are noise

    assertThat(err.toString()).isEmpty();
    assertThat(code).isZero();
    JsonNode result = new ObjectMapper().readTree(out.toString());
    for (String key :
        new String[] {
          "knn_accuracy",
          "knn_accuracy_untrained",
          "knn_accuracy_logmel_mean",
          "linear_accuracy",
          "samples_per_second",
          "seconds"
        }) {
      assertThat(result.path(key).isNumber()).as(key).isTrue();
    }
    assertThat(result.path("samples").asInt()).isEqualTo(2 * 160); // carl's 80 are not learned from
    assertThat(result.path("refused").asInt()).isZero();
    assertThat(result.path("knn_accuracy").asDouble()).isGreaterThan(0.8); // one class in two: 0.5
  }

  @Test
  void aTestSetOfItsOwnMayBeAFolder() throws IOException {
    Path data = tones(20, "anna");
    Path test = tones(5, "carl");

    int code = run("--data", "" + data, "--test", "" + test, "--label-pattern", "^(rise|fall)_");

    assertThat(err.toString()).isEmpty();
    assertThat(code).isZero();
  }

  @Test
  void aPatternThatHoldsOutNothingIsOneLine() throws IOException {
    Path data = tones(5, "anna");

    assertThat(run("--data", "" + data, "--hold-out-pattern", "nobody")).isEqualTo(2);
    assertThat(err.toString())
        .hasLineCount(1)
        .contains("hold-out pattern: must be found in the names of some items", "found in 0 of 10");
  }

  @Test
  void aPatternWithoutAGroupIsOneLine() {
    assertThat(run("--data", "" + directory, "--label-pattern", "[0-9]_")).isEqualTo(2);
    assertThat(err.toString())
        .hasLineCount(1)
        .contains("label pattern: must have a group in parentheses, the class, was [0-9]_");
  }

  @Test
  void twoWaysToHoldOutAreOneLine() throws IOException {
    Path data = tones(5, "anna");

    assertThat(run("--data", "" + data, "--test", "" + data, "--hold-out-pattern", "_1"))
        .isEqualTo(2);
    assertThat(err.toString())
        .hasLineCount(1)
        .contains("--hold-out-pattern: must not be given with --test, was _1");
  }

  private Path tones(int perClass, String... speakers) throws IOException {
    Path data = Files.createDirectory(directory.resolve(String.join("-", speakers)));
    for (int s = 0; s < speakers.length; s++) {
      for (int i = 0; i < perClass; i++) {
        for (boolean rising : new boolean[] {true, false}) {
          String name = (rising ? "rise_" : "fall_") + speakers[s] + "_" + i + ".wav";
          Files.write(data.resolve(name), Tones.wav(rising, 1 + 0.2 * s, new Random(31L * i + s)));
        }
      }
    }
    return data;
  }

  /** Small settings, as these tests ask whether it works, not how well. */
  private int run(String... more) {
    List<String> arguments = new ArrayList<>(List.of("evaluate", "audio", "--json"));
    arguments.addAll(List.of(more));
    for (String set :
        List.of(
            "learner.batch-size=16",
            "learner.steps-per-batch=1",
            "queue.capacity=64",
            "encoder.projection=16",
            "encoder.threads=1",
            "audio.frames=16",
            "audio-view.shift=2")) {
      arguments.add("--set");
      arguments.add(set);
    }
    return Slipstream.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments.toArray(String[]::new));
  }
}
