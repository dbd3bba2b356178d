package dev.slipstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipstream.config.Option;
import dev.slipstream.config.Settings;
import dev.slipstream.ingest.audio.AudioFixtures;
import dev.slipstream.ingest.image.ImageShape;
import dev.slipstream.wire.DeadLetter;
import dev.slipstream.wire.DeadLetter.Reason;
import dev.slipstream.wire.KafkaConfig;
import dev.slipstream.wire.MessageCodec;
import dev.slipstream.wire.Sample;
import dev.slipstream.wire.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
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

  private TopologyTestDriver driver;
  private TestInputTopic<String, byte[]> raw;
  private TestOutputTopic<String, Sample> samples;
  private TestOutputTopic<byte[], DeadLetter> deadLetters;

  @BeforeEach
  void start() {
    List<Option<?>> options = new ArrayList<>(IngestConfig.OPTIONS);
    options.addAll(ImageShape.OPTIONS);
    options.addAll(KafkaConfig.OPTIONS);
    Settings settings = Settings.defaults(options).with(Map.of("ingest.max-duration", "1s"));
    IngestConfig config = IngestConfig.from(settings);
    driver =
        new TopologyTestDriver(
            IngestTopology.of(config, new IngestCounters()),
            IngestApp.properties(config, KafkaConfig.from(settings), home));
    raw =
        driver.createInputTopic(
            Topics.RAW_AUDIO.name(), new StringSerializer(), new ByteArraySerializer());
    samples =
        driver.createOutputTopic(
            Topics.SAMPLES.name(), new StringDeserializer(), MessageCodec.SAMPLE);
    deadLetters =
        driver.createOutputTopic(
            Topics.DEAD_LETTERS.name(), new ByteArrayDeserializer(), MessageCodec.DEAD_LETTER);
  }

  @AfterEach
  void stop() {
    driver.close();
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
