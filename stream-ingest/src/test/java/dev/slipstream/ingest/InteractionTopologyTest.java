package dev.slipstream.ingest;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipstream.wire.DeadLetter;
import dev.slipstream.wire.DeadLetter.Reason;
import dev.slipstream.wire.Interaction;
import dev.slipstream.wire.Interaction.Feedback;
import dev.slipstream.wire.Topics;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Interactions through the topology production runs. */
class InteractionTopologyTest {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  @TempDir Path home;

  private final IngestCounters counters = new IngestCounters();
  private IngestFixture ingest;
  private TestInputTopic<byte[], byte[]> raw;

  @BeforeEach
  void start() {
    ingest = new IngestFixture(home, counters, NOW, Map.of("ingest.max-interaction-bytes", "4000"));
    raw =
        ingest.input(Topics.RAW_INTERACTION, new ByteArraySerializer(), new ByteArraySerializer());
  }

  @AfterEach
  void stop() {
    ingest.close();
  }

  @Test
  void aWholeInteractionGoesOnUnderItsItem() {
    send(
        """
        {"id": "e1", "user": "u1", "item": "film-7", "time": "2026-02-28T23:00:00+01:00",
         "context": {"where": "train", "genres": ["drama", "crime"], "warm": 21.50, "alone": true,
                     "nothing": null, "none": []},
         "feedback": "refused", "weight": 0.5, "dwell_millis": 5300}
        """);

    TestRecord<String, Interaction> record = ingest.interactions.readRecord();
    Interaction interaction = record.value();
    assertThat(record.key()).isEqualTo("film-7");
    assertThat(record.timestamp()).isEqualTo(NOW.toEpochMilli());
    assertThat(interaction.getEventId()).isEqualTo("e1");
    assertThat(interaction.getUser()).isEqualTo("u1");
    assertThat(interaction.getItemId()).isEqualTo("film-7");
    assertThat(Instant.ofEpochMilli(interaction.getEventTimeMillis()))
        .isEqualTo(Instant.parse("2026-02-28T22:00:00Z"));
    assertThat(interaction.getContextList())
        .extracting(field -> field.getName() + "=" + String.join("+", field.getValuesList()))
        .containsExactly("alone=true", "genres=drama+crime", "warm=21.50", "where=train");
    assertThat(interaction.getFeedback()).isEqualTo(Feedback.REFUSED);
    assertThat(interaction.getWeight()).isEqualTo(0.5f);
    assertThat(interaction.getDwellMillis()).isEqualTo(5300);
    assertThat(interaction.getOrigin().getTopic()).isEqualTo("raw.interaction");
    assertThat(counters.snapshot()).isEqualTo(new IngestCounters.Snapshot(1, Map.of()));
    assertThat(ingest.samples.isEmpty()).isTrue();
  }

  @Test
  void anItemIsEnough() {
    send("{\"item\": 7, \"user\": null}");

    Interaction interaction = ingest.interactions.readValue();
    assertThat(interaction.getItemId()).isEqualTo("7");
    assertThat(interaction.getEventId()).isEqualTo("raw.interaction-0-0");
    assertThat(interaction.getUser()).isEmpty();
    assertThat(interaction.getFeedback()).isEqualTo(Feedback.TAKEN);
    assertThat(interaction.getWeight()).isEqualTo(1);
    assertThat(interaction.hasDwellMillis()).isFalse();
    assertThat(interaction.getEventTimeMillis()).isEqualTo(NOW.toEpochMilli());
  }

  @Test
  void headersCountMoreThanTheJson() {
    send(
        "{\"id\": \"inner\", \"item\": \"a\", \"time\": 1}",
        "ce_specversion",
        "1.0",
        "ce_id",
        "outer",
        "ce_source",
        "/shop",
        "ce_type",
        "view",
        "ce_time",
        "2026-02-28T22:00:00Z",
        "content-type",
        "application/json; charset=utf-8");

    Interaction interaction = ingest.interactions.readValue();
    assertThat(interaction.getEventId()).isEqualTo("outer");
    assertThat(interaction.getSource()).isEqualTo("/shop");
    assertThat(Instant.ofEpochMilli(interaction.getEventTimeMillis()))
        .isEqualTo(Instant.parse("2026-02-28T22:00:00Z"));
  }

  @Test
  void aPlainProducersTimeAloneLeavesTheJsonsId() {
    send("{\"id\": 12, \"item\": \"a\"}", "ce_time", "2026-02-28T22:00:00Z");

    assertThat(ingest.interactions.readValue().getEventId()).isEqualTo("12");
  }

  @Test
  void wholeMillisecondsAreATime() {
    send("{\"item\": \"a\", \"time\": 1771797600000}");

    assertThat(ingest.interactions.readValue().getEventTimeMillis()).isEqualTo(1771797600000L);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}|The interaction names no item.",
        "{\"item\": null}|The interaction names no item.",
        "{\"item\": \"\"}|The item must have 1 to 512 bytes, has 0.",
        "{\"item\": 1.5}|The item must be a text or a whole number, was 1.5.",
        "{\"item\": [\"a\"]}|The item must be a text or a whole number, was a list.",
        "{\"item\": \"a\", \"user\": {}}|The user must be a text or a whole number, was an object.",
        "[]|An event must be one interaction, a JSON object.",
        "\"a\"|An event must be one interaction, a JSON object.",
        "{\"item\": \"a\", \"weight\": 0}|The weight must be a number, finite and > 0, was 0.",
        "{\"item\": \"a\", \"weight\": -1}|The weight must be a number, finite and > 0, was -1.",
        "{\"item\": \"a\", \"weight\": 1e39}|The weight must be a number, finite and > 0, was 1e39.",
        "{\"item\": \"a\", \"weight\": 1e-99}|The weight must be a number, finite and > 0, was 1e-99.",
        "{\"item\": \"a\", \"weight\": \"1\"}|The weight must be a number, finite and > 0, was \"1\".",
        "{\"item\": \"a\", \"dwell_millis\": -5}|The dwell_millis must be whole milliseconds >= 0, was -5.",
        "{\"item\": \"a\", \"dwell_millis\": 1.5}|The dwell_millis must be whole milliseconds >= 0, was 1.5.",
        "{\"item\": \"a\", \"dwell_millis\": 99999999999999999999}|The dwell_millis must be whole"
            + " milliseconds >= 0, was 99999999999999999999.",
        "{\"item\": \"a\", \"feedback\": \"liked\"}|The feedback must be taken, seen or refused, was \"liked\".",
        "{\"item\": \"a\", \"feedback\": true}|The feedback must be taken, seen or refused, was true.",
        "{\"item\": \"a\", \"context\": 3}|The context must be an object of fields, was 3.",
        "{\"item\": \"a\", \"context\": {\"f\": {\"x\": 1}}}|The context's f must be a text, number,"
            + " boolean or a list of them, was an object.",
        "{\"item\": \"a\", \"context\": {\"f\": [[1]]}}|The context's f must be a text, number,"
            + " boolean or a list of them, was a list.",
        "{\"item\": \"a\", \"context\": {\"f\": 1e999}}|The context's f is too large a number: 1e999.",
        "{\"item\": \"a\", \"context\": {\"\": 1}}|A context must have at most 64 fields, each with a name.",
        "{\"item\": \"a\", \"colour\": 1}|The field colour is unknown; there are id, user, item,"
            + " time, context, feedback, weight and dwell_millis. What else is known of the moment"
            + " belongs into the context.",
      })
  void whatIsNoInteractionIsRefused(String json, String detail) {
    send(json);

    assertThat(refusal(Reason.BAD_INTERACTION).getDetail()).isEqualTo(detail);
    requireGoingOn();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "{\"item\": \"a\"",
        "{\"item\": \"a\"} {\"item\": \"b\"}",
        "{\"item\": \"a\", \"item\": \"b\"}",
        "{\"item\": \"a\", \"context\": {\"f\": 1, \"f\": 2}}",
        "{\"item\": \"a\", \"weight\": NaN}",
        "{\"item\": \"a\", \"weight\": Infinity}",
        "{\"item\": 'a'}",
        "{\"item\": \"a\",}",
        "{\"item\": \"\\ud800\"}",
        "{\"item\": \"a\", \"context\": {\"f\": \"\\udc00\"}}",
        "{\"item\": \"a\", \"weight\": 01}",
        "\u0000",
        "item=a"
      })
  void whatIsNoStrictJsonIsRefused(String json) {
    send(json);

    refusal(Reason.CORRUPT);
    requireGoingOn();
  }

  @Test
  void aRefusalSaysWhereTheJsonBreaks() {
    send("{\"item\": \"a\",\n \"weight\": oops}");

    assertThat(refusal(Reason.CORRUPT).getDetail())
        .startsWith("The event is no strict JSON at line 2, column ");
  }

  @Test
  void nestingAndNumbersWithoutEndAreRefused() {
    send("{\"item\": \"a\", \"context\": {\"f\": " + "[".repeat(1500) + "]".repeat(1500) + "}}");
    send("{\"item\": \"a\", \"context\": {\"f\": 1" + "0".repeat(3000) + "}}");

    refusal(Reason.BAD_INTERACTION);
    refusal(Reason.CORRUPT);
    requireGoingOn();
  }

  @Test
  void otherCharsetsAreRefused() {
    raw.pipeInput(new byte[] {'k'}, "{\"item\": \"a\"}".getBytes(UTF_16BE));
    raw.pipeInput(
        new byte[] {'k'}, new byte[] {'{', '"', 'i', '"', ':', '"', (byte) 0xC3, '"', '}'});

    refusal(Reason.CORRUPT);
    assertThat(refusal(Reason.CORRUPT).getDetail()).isEqualTo("The event is not UTF-8 text.");
    requireGoingOn();
  }

  @Test
  void limitsHold() {
    send("{\"item\": \"" + "a".repeat(513) + "\"}");
    send("{\"item\": \"a\", \"context\": {\"f\": \"" + "ä".repeat(129) + "\"}}");
    send("{\"item\": \"a\", \"context\": {\"" + "f".repeat(257) + "\": 1}}");
    send("{\"item\": \"a\", \"context\": {\"f\": [1" + ",1".repeat(64) + "]}}");
    send(
        IntStream.range(0, 65)
            .mapToObj(i -> "\"f" + i + "\": 1")
            .collect(Collectors.joining(",", "{\"item\": \"a\", \"context\": {", "}}")));
    send("{\"item\": \"a\"}" + " ".repeat(4000));

    assertThat(refusal(Reason.BAD_INTERACTION).getDetail())
        .isEqualTo("The item must have 1 to 512 bytes, has 513.");
    assertThat(refusal(Reason.BAD_INTERACTION).getDetail())
        .isEqualTo("The context's f must have at most 256 bytes, has 258.");
    assertThat(refusal(Reason.BAD_INTERACTION).getDetail())
        .isEqualTo("The name of a context's field must have at most 256 bytes, has 257.");
    assertThat(refusal(Reason.BAD_INTERACTION).getDetail())
        .isEqualTo("The context's f must have at most 64 values.");
    assertThat(refusal(Reason.BAD_INTERACTION).getDetail())
        .isEqualTo("A context must have at most 64 fields, each with a name.");
    refusal(Reason.PAYLOAD_TOO_LARGE);
    requireGoingOn();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"yesterday\"",
        "\"\"",
        "\"2200-01-01T00:00:00Z\"",
        "\"1970-01-20T00:00:00Z\"",
        "1771797600", // seconds
        "0",
        "-1",
        "1.5",
        "1e12",
        "99999999999999999999",
        "\"+1000000000-01-01T00:00:00Z\"",
        "\"2026-02-28T22:00:00\"",
        "[1]"
      })
  void aTimeThatIsNoneIsRefused(String time) {
    send("{\"item\": \"a\", \"time\": " + time + "}");

    refusal(Reason.BAD_EVENT_TIME);
    requireGoingOn();
  }

  @Test
  void headersThatAreWrongAreRefused() {
    send("{\"item\": \"a\"}", "content-type", "text/csv");
    send("{\"item\": \"a\"}", "content-type", "application/cloudevents+json");
    send("{\"item\": \"a\"}", "ce_id", "i".repeat(513));
    send("{\"item\": \"a\"}", "ce_time", "1970-01-02T00:00:00Z");

    refusal(Reason.UNKNOWN_CONTENT_TYPE);
    refusal(Reason.BAD_CLOUD_EVENT);
    refusal(Reason.BAD_INTERACTION);
    refusal(Reason.BAD_EVENT_TIME);
    requireGoingOn();
  }

  @Test
  void anEventWithoutBytesIsRefused() {
    raw.pipeInput(new TestRecord<>(null, new byte[0], NOW));
    raw.pipeInput(new TestRecord<>(null, null, NOW));

    refusal(Reason.EMPTY_PAYLOAD);
    refusal(Reason.EMPTY_PAYLOAD);
    requireGoingOn();
  }

  private void send(String json, String... namesAndValues) {
    Headers headers = new RecordHeaders();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      headers.add(namesAndValues[i], namesAndValues[i + 1].getBytes(UTF_8));
    }
    raw.pipeInput(new TestRecord<>(null, json.getBytes(UTF_8), headers, NOW));
  }

  /** The next dead letter, which must have this reason. */
  private DeadLetter refusal(Reason reason) {
    DeadLetter letter = ingest.deadLetters.readValue();
    assertThat(letter.getReason()).as(letter.getDetail()).isEqualTo(reason);
    assertThat(letter.getDetail()).endsWith(".");
    assertThat(letter.getOrigin().getTopic()).isEqualTo("raw.interaction");
    assertThat(counters.snapshot().refused()).containsKey(reason);
    return letter;
  }

  /** After bad input a good event still goes on, and nothing else came out. */
  private void requireGoingOn() {
    send("{\"item\": \"good\"}");

    assertThat(ingest.interactions.readKeyValuesToList())
        .extracting(kv -> kv.key)
        .containsExactly("good");
    assertThat(ingest.deadLetters.isEmpty()).isTrue();
  }
}
