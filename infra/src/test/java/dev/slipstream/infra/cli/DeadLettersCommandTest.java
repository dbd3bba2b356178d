package dev.slipstream.infra.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipstream.infra.local.LocalBroker;
import dev.slipstream.infra.local.LocalConfig;
import dev.slipstream.infra.local.LocalHome;
import dev.slipstream.infra.local.TopicSetup;
import dev.slipstream.ingest.IngestApp;
import dev.slipstream.ingest.IngestConfig;
import dev.slipstream.wire.KafkaConfig;
import dev.slipstream.wire.Topics;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real broker and a real ingest. */
class DeadLettersCommandTest {

  private static final byte[] PNG = ImageFeed.png(0);
  private static final long THEN = 1_770_000_000_000L;

  @TempDir static Path directory;

  private static LocalHome home;
  private static LocalBroker broker;
  private static KafkaConfig kafka;

  @BeforeAll
  static void start() throws IOException {
    LocalConfig local = new LocalConfig(directory, 0, 0, 1L << 30, 1);
    home = LocalHome.open(directory, "job");
    broker = LocalBroker.start(home, local);
    kafka = new KafkaConfig(broker.bootstrapServers(), "");
  }

  @AfterAll
  static void stop() {
    broker.close();
    home.close();
  }

  @Test
  void lettersAreListedCountedAndSentBackAfterAFix() throws Exception {
    assertThat(fail("dead-letters"))
        .isEqualTo(
            "slipstream: topic dead-letters: must exist on %s, was missing; 'slipstream ingest' makes it%n"
                .formatted(kafka.bootstrapServers()));
    TopicSetup.ensure(kafka, 1);
    assertThat(succeed("dead-letters")).isEqualTo("Dead letters: 0%n".formatted());

    // An ingest of too narrow limits refuses one of three, and two for good reason.
    try (IngestApp narrow = ingest(10)) {
      write("large", PNG, new RecordHeader("x-trace", null), text("content-type", "image/png"));
      write("bad\u001b[31m", "no image".getBytes(UTF_8));
      write("long", new byte[5000]);
      awaitLetters(3);
    }
    String table = succeed("dead-letters");
    JsonNode json = json("dead-letters", "--json", "--limit", "2");

    assertThat(table.lines().findFirst().orElseThrow())
        .containsSubsequence("POSITION", "TOPIC", "REASON", "KEY", "REPLAYS", "DETAIL");
    assertThat(table)
        .contains("0/0", "TOO_MANY_PIXELS", "raw.image", "bad [31m", "Dead letters: 3\n")
        .doesNotContain("\u001b");
    assertThat(json.path("dead_letters").asInt()).isEqualTo(3);
    assertThat(json.path("reasons").path("UNKNOWN_CONTENT_TYPE").asInt()).isEqualTo(2);
    assertThat(json.path("letters")).hasSize(2);
    assertThat(json.path("letters").get(1).path("payload_bytes").asInt()).isEqualTo(5000);
    assertThat(json.path("letters").get(1).path("payload_kept_bytes").asInt()).isEqualTo(1000);
    assertThat(succeed("dead-letters", "--reason", "too-many-pixels", "--topic", "raw.image"))
        .contains("Dead letters: 1\n", "large");
    assertThat(succeed("dead-letters", "--topic", "raw.text")).startsWith("Dead letters: 0");
    assertThat(succeed("dead-letters", "replay", "--dry-run"))
        .isEqualTo(
            "2 of 3 dead letters would be sent back%n1 cannot be: the payload was cut (ingest.dead-letter-bytes)%n"
                .formatted());
    assertThat(raw(3)).hasSize(3);

    JsonNode replayed =
        json(
            "dead-letters", "replay", "--reason", "TOO_MANY_PIXELS,UNKNOWN_CONTENT_TYPE", "--json");

    assertThat(replayed.path("replayed").asInt()).isEqualTo(2);
    assertThat(replayed.path("not_replayable").path("payload_cut").asInt()).isEqualTo(1);
    ConsumerRecord<byte[], byte[]> sent = raw(5).get(3);
    assertThat(sent.key()).isEqualTo("large".getBytes(UTF_8));
    assertThat(sent.value()).isEqualTo(PNG);
    assertThat(sent.timestamp()).isEqualTo(THEN);
    assertThat(sent.headers().toArray())
        .containsExactly(
            new RecordHeader("x-trace", null),
            text("content-type", "image/png"),
            text("slipstream-replay", "dead-letters/0/0"));

    try (IngestApp wide = ingest(1000)) {
      awaitLetters(4); // the one that is no image comes back
      assertThat(wide.counters().snapshot().accepted()).isEqualTo(1);
    }
    JsonNode again = json("dead-letters", "--json").path("letters").get(3);
    assertThat(again.path("key").asText()).isEqualTo("bad\u001b[31m");
    assertThat(again.path("replays").asInt()).isEqualTo(1);
    assertThat(again.path("headers").get(0).path("value").asText()).startsWith("dead-letters/0/");
    assertThat(json("dead-letters", "replay", "--limit", "1", "--json").path("replayed").asInt())
        .isEqualTo(1);
  }

  @Test
  void whatIsAskedWronglyIsOneLine() {
    assertThat(fail("dead-letters", "--reason", "LATE"))
        .startsWith("slipstream: --reason: must be one of MISSING_KEY, KEY_TOO_LONG, ")
        .endsWith(", was LATE%n".formatted());
    assertThat(fail("dead-letters", "replay", "--topic", "samples"))
        .startsWith(
            "slipstream: --topic: must be one of raw.image, raw.text, raw.audio, raw.interaction, was ");
    assertThat(fail("dead-letters", "--limit", "1001"))
        .startsWith("slipstream: --limit: must be <= 1000, was 1001");
    assertThat(fail("dead-letters", "replay", "--limit", "-1"))
        .startsWith("slipstream: --limit: must be >= 0, was -1");
    assertThat(fail("dead-letters", "--topic", "raw.text", "replay"))
        .startsWith("slipstream: --topic: must stand behind 'replay', was before it");
  }

  @Test
  void helpShowsExamples() {
    assertThat(succeed("dead-letters", "--help")).contains("Examples:", "--reason", "replay");
    assertThat(succeed("dead-letters", "replay", "--help")).contains("Examples:", "--dry-run");
  }

  private static IngestApp ingest(long maxPixels) {
    Map<String, String> limits =
        Map.of(
            IngestConfig.MAX_PIXELS.key(),
            "" + maxPixels,
            IngestConfig.DEAD_LETTER_BYTES.key(),
            "1000");
    return IngestApp.start(
        dev.slipstream.config.Settings.defaults(AllOptions.LIST)
            .with(limits)
            .with(KafkaConfig.BOOTSTRAP_SERVERS, kafka.bootstrapServers()),
        directory);
  }

  private static void awaitLetters(int count) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (json("dead-letters", "--json").path("dead_letters").asInt() < count) {
      assertThat(System.nanoTime()).isLessThan(deadline);
    }
  }

  private static void write(String key, byte[] value, Header... headers) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            kafka.clientSettings(), new ByteArraySerializer(), new ByteArraySerializer())) {
      producer
          .send(
              new ProducerRecord<>(
                  Topics.RAW_IMAGE.name(),
                  null,
                  THEN,
                  key.getBytes(UTF_8),
                  value,
                  List.of(headers)))
          .get();
    }
  }

  /** What lies in {@code raw.image}, once there is as much as expected or half a minute passed. */
  private static List<ConsumerRecord<byte[], byte[]>> raw(int count) {
    Properties properties = kafka.clientSettings();
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      TopicPartition partition = new TopicPartition(Topics.RAW_IMAGE.name(), 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      while (records.size() < count && System.nanoTime() < deadline) {
        consumer.poll(Duration.ofMillis(200)).forEach(records::add);
      }
    }
    return records;
  }

  private static Header text(String name, String value) {
    return new RecordHeader(name, value.getBytes(UTF_8));
  }

  private static JsonNode json(String... words) throws Exception {
    return new ObjectMapper().readTree(succeed(words));
  }

  private static String succeed(String... words) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    assertThat(run(out, err, words)).as(err.toString()).isZero();
    return out.toString();
  }

  private static String fail(String... words) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    assertThat(run(out, err, words)).as(err.toString()).isEqualTo(2);
    assertThat(out.toString()).isEmpty();
    return err.toString();
  }

  private static int run(StringWriter out, StringWriter err, String... words) {
    List<String> arguments = new ArrayList<>(List.of(words));
    arguments.addAll(
        List.of("--bootstrap-servers", kafka.bootstrapServers(), "--home", "" + directory));
    return Slipstream.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments.toArray(String[]::new));
  }
}
