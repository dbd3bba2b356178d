package dev.slipstream.infra.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipstream.wire.KafkaConfig;
import dev.slipstream.wire.Topics;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalBrokerTest {

  @TempDir Path directory;

  @Test
  void keepsWhatWasWrittenAcrossARestart() throws Exception {
    LocalConfig config = config(0);
    byte[] large = new byte[8 << 20];
    try (LocalHome home = LocalHome.open(directory, "job");
        LocalBroker broker = LocalBroker.start(home, config)) {
      KafkaConfig kafka = new KafkaConfig(broker.bootstrapServers(), "");
      TopicSetup.ensure(kafka, 1);
      write(kafka, "first".getBytes(UTF_8));
      write(kafka, large);
    }

    try (LocalHome home = LocalHome.open(directory, "job");
        LocalBroker broker = LocalBroker.start(home, config)) {
      KafkaConfig kafka = new KafkaConfig(broker.bootstrapServers(), "");
      TopicSetup.ensure(kafka, 1);
      List<byte[]> read = read(kafka, 2);
      assertThat(read.get(0)).isEqualTo("first".getBytes(UTF_8));
      assertThat(read.get(1)).hasSize(large.length);
    }
  }

  @Test
  void saysThatItsPortIsTaken() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        LocalHome home = LocalHome.open(directory, "job")) {
      int port = other.getLocalPort();

      assertThatThrownBy(() -> LocalBroker.start(home, config(port)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "local.kafka-port: must be a free port, "
                  + port
                  + " is taken; stop what listens there or choose another with --set"
                  + " local.kafka-port=PORT");
    }
  }

  @Test
  void refusesDamagedDataAndSaysWhatToDo() throws Exception {
    try (LocalHome home = LocalHome.open(directory, "job")) {
      Files.createDirectories(home.kafka());
      Files.writeString(home.kafka().resolve("meta.properties"), "version=9\n");

      assertThatThrownBy(() -> LocalBroker.start(home, config(0)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith(
              "home: must hold intact broker data, " + home.kafka() + " cannot be used (")
          .hasMessageEndingWith(
              "); delete " + directory + " to start anew, or choose another directory with --home");
    }
  }

  @Test
  void anUnreachableBrokerIsOneLineWithinTenSeconds() {
    KafkaConfig nobody = new KafkaConfig("127.0.0.1:" + Ports.anyFree(), "");

    long start = System.nanoTime();
    assertThatThrownBy(() -> TopicSetup.ensure(nobody, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "kafka.bootstrap-servers: must answer within 6 s, was "
                + nobody.bootstrapServers()
                + "; start the broker or correct the address");
    // The promise users get; the client's own limit is six.
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
  }

  private LocalConfig config(int port) {
    return new LocalConfig(directory, port, 0, 1L << 30, 1);
  }

  private static void write(KafkaConfig kafka, byte[] value) throws Exception {
    Properties settings = kafka.clientSettings();
    settings.put("max.request.size", Topics.MAX_RAW_BYTES);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer
          .send(new ProducerRecord<>(Topics.RAW_IMAGE.name(), "k".getBytes(UTF_8), value))
          .get();
    }
  }

  private static List<byte[]> read(KafkaConfig kafka, int count) {
    List<byte[]> values = new ArrayList<>();
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            kafka.clientSettings(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      TopicPartition partition = new TopicPartition(Topics.RAW_IMAGE.name(), 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      while (values.size() < count && System.nanoTime() < deadline) {
        consumer.poll(Duration.ofMillis(200)).forEach(r -> values.add(r.value()));
      }
    }
    return values;
  }
}
