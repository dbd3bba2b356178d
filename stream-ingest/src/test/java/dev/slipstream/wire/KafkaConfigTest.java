package dev.slipstream.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaConfigTest {

  @TempDir Path folder;

  @Test
  void clientsGetTheFilesPropertiesAndTheBrokers() throws IOException {
    Path file = folder.resolve("client.properties");
    Files.writeString(file, "security.protocol=SSL\nbootstrap.servers=elsewhere:1\n");

    assertThat(new KafkaConfig("broker:9092", file.toString()).clientSettings())
        .containsEntry("security.protocol", "SSL")
        .containsEntry("bootstrap.servers", "broker:9092")
        .hasSize(2);
  }

  @Test
  void namesAFileThatCannotBeRead() {
    assertThatThrownBy(() -> new KafkaConfig("broker:9092", "/nowhere").clientSettings())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("kafka.client-properties: must be a readable file, was /nowhere");
  }

  @Test
  void aHostThatDoesNotExistIsToldInOneLineToo() {
    assertThatThrownBy(
            () ->
                new KafkaConfig("no-such-host.invalid:9092", "")
                    .requireReachable(Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "kafka.bootstrap-servers: must answer within 1 s, was no-such-host.invalid:9092;"
                + " start the broker or correct the address");
  }
}
