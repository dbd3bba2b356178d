package dev.slipstream.infra.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipstream.config.Settings;
import dev.slipstream.infra.cli.AllOptions;
import dev.slipstream.job.flink.FlinkFiles;
import dev.slipstream.serving.ServingApp;
import dev.slipstream.serving.ServingConfig;
import dev.slipstream.serving.client.SlipstreamClient;
import dev.slipstream.serving.client.SlipstreamException;
import dev.slipstream.wire.Embedding;
import dev.slipstream.wire.EmbeddingKey;
import dev.slipstream.wire.KafkaConfig;
import dev.slipstream.wire.Topics;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Serving finds what it had in its home, and in Kafka what came while it was away. */
class ServingRestartTest {

  @TempDir Path directory;

  @Test
  void goesOnFromItsCheckpoint() throws Exception {
    Settings settings =
        Settings.defaults(AllOptions.LIST)
            .with(LocalConfig.KAFKA_PORT, 0)
            .with(ServingConfig.PORT, 0);
    try (LocalHome home = LocalHome.open(directory, "job");
        LocalBroker broker = LocalBroker.start(home, LocalConfig.from(settings))) {
      Settings local = settings.with(KafkaConfig.BOOTSTRAP_SERVERS, broker.bootstrapServers());
      TopicSetup.ensure(KafkaConfig.from(local), 1);
      try (KafkaProducer<String, byte[]> producer = producer(local)) {
        write(producer, "kept");
        write(producer, "deleted");
        try (ServingApp serving = ServingApp.start(local, home.serving(), FlinkFiles::open)) {
          SlipstreamClient client = client(serving);
          await().atMost(Duration.ofMinutes(1)).until(() -> isServed(client, "deleted"));
        }
        assertThat(home.serving().resolve("embeddings.checkpoint")).isNotEmptyFile();

        write(producer, "new");
        producer.send(new ProducerRecord<>("embeddings", "image/deleted", null)).get();
        try (ServingApp serving = ServingApp.start(local, home.serving(), FlinkFiles::open)) {
          SlipstreamClient client = client(serving);
          await().atMost(Duration.ofMinutes(1)).until(() -> isServed(client, "new"));
          await().atMost(Duration.ofMinutes(1)).until(() -> !isServed(client, "deleted"));

          assertThat(isServed(client, "kept")).isTrue();
        }
      }
    }
  }

  private static boolean isServed(SlipstreamClient client, String id) {
    try {
      return client.embedding(id, "image").version() == 1;
    } catch (SlipstreamException e) {
      return false;
    }
  }

  private static SlipstreamClient client(ServingApp serving) {
    return SlipstreamClient.of(URI.create("http://127.0.0.1:" + serving.port()));
  }

  private static KafkaProducer<String, byte[]> producer(Settings settings) {
    return new KafkaProducer<>(
        KafkaConfig.from(settings).clientSettings(),
        new StringSerializer(),
        new ByteArraySerializer());
  }

  private static void write(KafkaProducer<String, byte[]> producer, String id) throws Exception {
    Embedding embedding =
        Embedding.newBuilder().setEncoder("image").setItemId(id).setVersion(1).addVector(1).build();
    producer
        .send(
            new ProducerRecord<>(
                Topics.EMBEDDINGS.name(), EmbeddingKey.of(embedding), embedding.toByteArray()))
        .get();
  }
}
