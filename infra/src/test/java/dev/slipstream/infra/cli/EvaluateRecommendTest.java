package dev.slipstream.infra.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code evaluate recommend} on streams made here: users like one of four kinds of items. */
class EvaluateRecommendTest {

  private static final List<String> METRICS =
      List.of(
          "hr_at_10", "ndcg_at_10", "mrr", "hr_at_10_unseen", "ndcg_at_10_unseen", "mrr_unseen");

  @TempDir Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path stream;
  private Path test;

  @BeforeEach
  void write() throws IOException {
    stream = Files.write(directory.resolve("stream.csv"), rows(0, 1500, 40));
    test = Files.write(directory.resolve("test.csv"), rows(1500, 1700, 50));
  }

  @Test
  void tellsEveryMetricOfEveryBaseline() throws IOException {
    Path items = Files.write(directory.resolve("items.tsv"), items());

    int code = run("--test", test.toString(), "--items", items.toString(), "--context", "device");

    assertThat(code).as(err.toString()).isZero();
    JsonNode result = new ObjectMapper().readTree(out.toString());
    assertThat(result.path("baselines").fieldNames())
        .toIterable()
        .containsExactly(
            "popularity",
            "popularity_by_context",
            "recent_popularity",
            "matrix_factorisation_bpr",
            "item_knn");
    List<JsonNode> all = new ArrayList<>(List.of(result));
    result.path("baselines").forEach(all::add);
    for (JsonNode one : all) {
      for (JsonNode group : List.of(one, one.path("new_users"))) {
        for (String metric : METRICS) {
          assertThat(group.path(metric).asDouble(-1)).as(metric).isBetween(0.0, 1.0);
          assertThat(group.path("interval_95").path(metric)).hasSize(2);
        }
        assertThat(group.path("tests").asInt()).isGreaterThan(group.path("tests_unseen").asInt());
      }
      assertThat(one.path("tests").asInt())
          .isGreaterThan(one.path("new_users").path("tests").asInt());
      assertThat(one.path("events_per_second").asDouble()).isPositive();
    }
    assertThat(result.path("ndcg_at_10").asDouble()).isGreaterThan(at(result, "popularity"));
    JsonNode lead = result.path("over_best_baseline").path("ndcg_at_10");
    assertThat(result.path("ndcg_at_10").asDouble() - at(result, lead.path("baseline").asText()))
        .isCloseTo(lead.path("difference").asDouble(), within(2e-4));
    assertThat(result.path("settings").path("recommend.context").asText())
        .isEqualTo("device:categorical,hour:hour,weekday:weekday,recent:recent");
    assertThat(at(result, "item_knn")).isGreaterThan(2 * at(result, "popularity"));
    assertThat(at(result, "matrix_factorisation_bpr")).isGreaterThan(at(result, "popularity"));
  }

  @Test
  void needsNoTimeNoItemsAndNoTest() throws IOException {
    int code = execute("--stream", stream.toString(), "--user", "user", "--item", "item", "--json");

    assertThat(code).as(err.toString()).isZero();
    JsonNode result = new ObjectMapper().readTree(out.toString());
    assertThat(result.path("baselines").path("popularity").path("tests").asInt()).isEqualTo(150);
  }

  @Test
  void saysTheSameTwice() throws IOException {
    run("--test", test.toString());
    String first = withoutTimes(out.toString());
    out.getBuffer().setLength(0);
    run("--test", test.toString());

    assertThat(withoutTimes(out.toString())).isEqualTo(first);
  }

  @ParameterizedTest
  @CsvSource({
    "--user, nobody, --user: must be a column of stream.csv",
    "--time, device, 'data: every row must be usable, row 1 of stream.csv has a time that is'",
    "--positive, rating=4, --positive: must be COLUMN",
    "--positive, stars>=4, --positive: must be a column of stream.csv",
    "--positive, rating>=9, --positive: must hold of an item in the test",
    "--positive, device>=4, 'data: every row must be usable, row 1 of stream.csv has no number'",
    "--context, 'device,mood', --context: must be a column of stream.csv",
    "--items, none.tsv, 'data: must be a CSV, TSV or JSONL file, was none.tsv'",
    "--test, none.csv, 'data: must be a CSV, TSV or JSONL file, was none.csv'",
    "--challenger, speed=2, 'challenger: speed is no option of a recommender'",
    "--hold-out, 1, '--hold-out: must be between 0 and 1, was 1.0'",
    "--passes, 0, '--passes: must be >= 1, was 0'",
  })
  void anErrorIsOneLine(String flag, String value, String message) {
    List<String> arguments =
        new ArrayList<>(
            List.of("--stream", stream.toString(), "--item", "item", "--json", flag, value));
    if (!flag.equals("--user")) {
      arguments.addAll(List.of("--user", "user"));
    }

    assertThat(execute(arguments.toArray(new String[0]))).isEqualTo(2);

    assertThat(err.toString()).hasLineCount(1).startsWith("slipstream: " + message);
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void aChallengerIsComparedOnTheSameTests() throws IOException {
    int code = run("--challenger", "loss=bpr;learning-rate=0.0001");

    assertThat(code).as(err.toString()).isZero();
    JsonNode result = new ObjectMapper().readTree(out.toString());
    JsonNode challenger = result.path("challenger");
    JsonNode behind = challenger.path("behind").path("mrr");
    assertThat(result.path("mrr").asDouble() - challenger.path("mrr").asDouble())
        .isCloseTo(behind.path("difference").asDouble(), within(2e-4));
    assertThat(behind.path("interval_95").path(0).asDouble())
        .isLessThan(behind.path("difference").asDouble());
    assertThat(result.path("baselines").has("challenger")).isFalse();

    out.getBuffer().setLength(0);
    String[] same = {"--stream", stream.toString(), "--user", "user", "--item", "item"};
    String[] all =
        Stream.concat(Stream.of(same), Stream.of("--challenger", "")).toArray(String[]::new);
    assertThat(execute(all)).as(err.toString()).isZero();
    assertThat(out.toString())
        .contains("mrr         ahead of the challenger by +0.0000 (95 % from +0.0000 to +0.0000)");
  }

  @Test
  void withoutJsonItPrintsATable() {
    int code =
        execute("--stream", stream.toString(), "--user", "user", "--item", "item", "--time", "at");

    assertThat(code).as(err.toString()).isZero();
    assertThat(out.toString()).contains("item_knn", "HR@10", "new users");
  }

  private static double at(JsonNode result, String baseline) {
    return result.path("baselines").path(baseline).path("ndcg_at_10").asDouble();
  }

  private static String withoutTimes(String json) {
    return json.replaceAll("\"(\\w*seconds|events_per_second)\":[0-9.]+", "");
  }

  /** Users in turn, each mostly with items of one kind. */
  private static List<String> rows(int from, int to, int users) {
    Random random = new Random(from);
    List<String> rows = new ArrayList<>(List.of("user,item,rating,at,device"));
    for (int i = from; i < to; i++) {
      int user = random.nextInt(users);
      int kind = random.nextInt(8) == 0 ? random.nextInt(4) : user % 4;
      rows.add(
          "u%d,i%d,%d,%d,%s"
              .formatted(
                  user,
                  4 * random.nextInt(30) + kind,
                  1 + random.nextInt(8) % 5,
                  1_700_000_000 + 600 * i,
                  user % 2 == 0 ? "phone" : "desk"));
    }
    return rows;
  }

  private static List<String> items() {
    List<String> rows = new ArrayList<>(List.of("item\ttitle"));
    for (int i = 0; i < 120; i++) {
      rows.add("i%d\tkind%d number%d".formatted(i, i % 4, i));
    }
    return rows;
  }

  private int run(String... more) {
    return execute(
        Stream.concat(
                Stream.of(
                    "--stream",
                    stream.toString(),
                    "--user",
                    "user",
                    "--item",
                    "item",
                    "--time",
                    "at",
                    "--positive",
                    "rating>=2",
                    "--json"),
                Stream.of(more))
            .toArray(String[]::new));
  }

  /** With a small recommender, as these tests ask whether it works, not how well. */
  private int execute(String... arguments) {
    Path small = directory.resolve("small.properties");
    try {
      Files.writeString(
          small,
          """
          recommend.dimensions=16
          recommend.batch-size=32
          recommend.replayed=32
          recommend.queue=64
          recommend.sampled=32
          recommend.learning-rate=0.005
          encoder.threads=1
          """);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Path home = directory.resolve("home");
    return Slipstream.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(
            Stream.concat(
                    Stream.of("evaluate", "recommend", "--home", home.toString()),
                    Stream.concat(Stream.of("--config", small.toString()), Stream.of(arguments)))
                .toArray(String[]::new));
  }
}
