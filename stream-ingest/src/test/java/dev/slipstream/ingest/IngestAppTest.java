package dev.slipstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipstream.config.Settings;
import dev.slipstream.wire.KafkaConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IngestAppTest {

  @TempDir private Path home;

  @Test
  void samplesAreCompressedOnlyWhereTheClientsFileAsksForIt() throws IOException {
    Path file = home.resolve("client.properties");
    Files.writeString(file, "compression.type=zstd\n");

    assertThat(producer("").get("compression.type")).isNull();
    assertThat(producer(file.toString()).get("compression.type")).isEqualTo("zstd");
  }

  /** What ingest says to its producer of samples. */
  private Map<String, Object> producer(String clientProperties) {
    Settings settings =
        IngestFixture.settings(Map.of(KafkaConfig.CLIENT_PROPERTIES.key(), clientProperties));
    return new StreamsConfig(
            IngestApp.properties(IngestConfig.from(settings), KafkaConfig.from(settings), home))
        .getProducerConfigs("test");
  }
}
