package dev.slipstream.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipstream.wire.DeadLetter;
import dev.slipstream.wire.DeadLetter.Reason;
import dev.slipstream.wire.Sample;
import dev.slipstream.wire.Topics;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Texts through the topology production runs. */
class TextTopologyTest {

  @TempDir Path home;

  private IngestFixture ingest;
  private TestInputTopic<String, String> raw;
  private TestOutputTopic<String, Sample> samples;
  private TestOutputTopic<byte[], DeadLetter> deadLetters;

  @BeforeEach
  void start() {
    ingest =
        new IngestFixture(
            home,
            new IngestCounters(),
            Instant.now(),
            Map.of("ingest.max-text-bytes", "40", "ingest.max-tokens", "4"));
    raw = ingest.input(Topics.RAW_TEXT, new StringSerializer(), new StringSerializer());
    samples = ingest.samples;
    deadLetters = ingest.deadLetters;
  }

  @AfterEach
  void stop() {
    ingest.close();
  }

  @Test
  void aTextBecomesASampleOfItsTokens() {
    raw.pipeInput("news-1", "Oil, oil & wars");

    Sample sample = samples.readValue();
    assertThat(sample.getItemId()).isEqualTo("news-1");
    assertThat(sample.getOrigin().getTopic()).isEqualTo("raw.text");
    assertThat(sample.getContentType()).isEqualTo("text/plain");
    assertThat(sample.getText().getWordsCount()).isEqualTo(3);
    assertThat(sample.getText().getWords(0)).isEqualTo(sample.getText().getWords(1));
    assertThat(sample.getText().getPieceCountsList()).containsExactly(2, 2, 3);
    assertThat(sample.getText().getPiecesCount()).isEqualTo(7);
    assertThat(deadLetters.isEmpty()).isTrue();
  }

  @Test
  void whatIsNoTextWithinTheLimitsIsRefusedWithTheReason() {
    raw.pipeInput("a", "x".repeat(41));
    raw.pipeInput("b", "1 2 3 4 5");
    raw.pipeInput("c", "...");
    raw.pipeInput("d", "a\0b");
    raw.pipeInput(declared("e", "image/png"));
    raw.pipeInput("f", "");

    assertThat(deadLetters.readValuesToList())
        .extracting(DeadLetter::getReason)
        .containsExactly(
            Reason.PAYLOAD_TOO_LARGE,
            Reason.TOO_LONG,
            Reason.NO_CONTENT,
            Reason.UNKNOWN_CONTENT_TYPE,
            Reason.UNKNOWN_CONTENT_TYPE,
            Reason.EMPTY_PAYLOAD);
    assertThat(samples.isEmpty()).isTrue();
  }

  private static TestRecord<String, String> declared(String key, String type) {
    Headers headers = new RecordHeaders().add("content-type", type.getBytes(UTF_8));
    return new TestRecord<>(key, "text", headers);
  }
}
