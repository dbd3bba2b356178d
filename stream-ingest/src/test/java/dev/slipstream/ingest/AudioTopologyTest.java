package dev.slipstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipstream.ingest.audio.AudioFixtures;
import dev.slipstream.wire.DeadLetter;
import dev.slipstream.wire.DeadLetter.Reason;
import dev.slipstream.wire.Sample;
import dev.slipstream.wire.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sounds through the topology production runs. */
class AudioTopologyTest {

  private static final byte[] WAV =
      AudioFixtures.wav(8000, AudioFixtures.sine(1000, 0.5, 8000, 4000));

  @TempDir Path home;

  private IngestFixture ingest;
  private TestInputTopic<String, byte[]> raw;
  private TestOutputTopic<String, Sample> samples;
  private TestOutputTopic<byte[], DeadLetter> deadLetters;

  @BeforeEach
  void start() {
    ingest =
        new IngestFixture(
            home, new IngestCounters(), Instant.now(), Map.of("ingest.max-duration", "1s"));
    raw = ingest.input(Topics.RAW_AUDIO, new StringSerializer(), new ByteArraySerializer());
    samples = ingest.samples;
    deadLetters = ingest.deadLetters;
  }

  @AfterEach
  void stop() {
    ingest.close();
  }

  @Test
  void aSoundBecomesASampleOfLogMelFrames() {
    raw.pipeInput(declared("7_ann_3.wav", "audio/wav", WAV));

    Sample sample = samples.readValue();
    assertThat(sample.getItemId()).isEqualTo("7_ann_3.wav");
    assertThat(sample.getOrigin().getTopic()).isEqualTo("raw.audio");
    assertThat(sample.getContentType()).isEqualTo("audio/wav");
    assertThat(sample.getAudio().getFrames()).isEqualTo(50);
    assertThat(sample.getAudio().getBands()).isEqualTo(64);
    assertThat(sample.getAudio().getDurationMillis()).isEqualTo(500);
    assertThat(sample.getAudio().getLogMel().size()).isEqualTo(50 * 64);
    assertThat(deadLetters.isEmpty()).isTrue();
  }

  @Test
  void everyContainerBecomesASample() {
    for (String name : AudioFixtures.FILES) {
      raw.pipeInput(name, AudioFixtures.file(name));
    }

    assertThat(samples.readValuesToList())
        .extracting(Sample::getItemId)
        .containsExactlyElementsOf(AudioFixtures.FILES);
    assertThat(deadLetters.isEmpty()).isTrue();
  }

  @Test
  void whatIsNoSoundWithinTheLimitsIsRefusedWithTheReason() {
    raw.pipeInput("a", AudioFixtures.wav(8000, new float[8001]));
    raw.pipeInput("b", Arrays.copyOf(WAV, WAV.length - 2));
    raw.pipeInput(declared("c", "audio/flac", WAV));
    raw.pipeInput(declared("d", "image/png", WAV));
    raw.pipeInput("e", AudioFixtures.file("adpcm.wav"));
    raw.pipeInput("f", new byte[0]);
    raw.pipeInput("g", WAV);

    assertThat(deadLetters.readValuesToList())
        .extracting(DeadLetter::getReason)
        .containsExactly(
            Reason.TOO_LONG,
            Reason.CORRUPT,
            Reason.CONTENT_TYPE_MISMATCH,
            Reason.UNKNOWN_CONTENT_TYPE,
            Reason.UNSUPPORTED_ENCODING,
            Reason.EMPTY_PAYLOAD);
    assertThat(samples.readValue().getItemId()).isEqualTo("g");
  }

  private static TestRecord<String, byte[]> declared(String key, String type, byte[] file) {
    return new TestRecord<>(
        key, file, new RecordHeaders().add("content-type", type.getBytes(StandardCharsets.UTF_8)));
  }
}
