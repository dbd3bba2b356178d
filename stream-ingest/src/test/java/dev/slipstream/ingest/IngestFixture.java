package dev.slipstream.ingest;

import dev.slipstream.config.Option;
import dev.slipstream.config.Settings;
import dev.slipstream.ingest.image.ImageShape;
import dev.slipstream.wire.DeadLetter;
import dev.slipstream.wire.Interaction;
import dev.slipstream.wire.KafkaConfig;
import dev.slipstream.wire.MessageCodec;
import dev.slipstream.wire.Sample;
import dev.slipstream.wire.Topics;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;

/** The topology production runs, in memory. */
final class IngestFixture implements AutoCloseable {

  final TestOutputTopic<String, Sample> samples;
  final TestOutputTopic<String, Interaction> interactions;
  final TestOutputTopic<byte[], DeadLetter> deadLetters;
  private final TopologyTestDriver driver;

  IngestFixture(Path home, IngestCounters counters, Instant now, Map<String, String> set) {
    Settings settings = settings(set);
    IngestConfig config = IngestConfig.from(settings);
    driver =
        new TopologyTestDriver(
            IngestTopology.of(config, counters),
            IngestApp.properties(config, KafkaConfig.from(settings), home),
            now);
    samples =
        driver.createOutputTopic(
            Topics.SAMPLES.name(), new StringDeserializer(), MessageCodec.SAMPLE);
    interactions =
        driver.createOutputTopic(
            Topics.INTERACTIONS.name(), new StringDeserializer(), MessageCodec.INTERACTION);
    deadLetters =
        driver.createOutputTopic(
            Topics.DEAD_LETTERS.name(), new ByteArrayDeserializer(), MessageCodec.DEAD_LETTER);
  }

  static Settings settings(Map<String, String> set) {
    List<Option<?>> options = new ArrayList<>(IngestConfig.OPTIONS);
    options.addAll(ImageShape.OPTIONS);
    options.addAll(KafkaConfig.OPTIONS);
    return Settings.defaults(options).with(set);
  }

  <K, V> TestInputTopic<K, V> input(Topics.Topic topic, Serializer<K> key, Serializer<V> value) {
    return driver.createInputTopic(topic.name(), key, value);
  }

  @Override
  public void close() {
    driver.close();
  }
}
