package dev.slipstream.infra.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipstream.config.Settings;
import dev.slipstream.infra.local.LocalConfig;
import dev.slipstream.infra.local.LocalHome;
import dev.slipstream.infra.local.LocalRuntime;
import dev.slipstream.wire.KafkaConfig;
import dev.slipstream.wire.Topics;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One item through the real thing, three encoders in one job, and away again. What the learners'
 * queues forget is shown where they can be looked into: LearnerOperatorTest.
 */
class DeletionTest {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int IMAGES = 64;
  private static final List<String> ENCODERS = List.of("large", "small", "words");
  private static final String ITEM = ImageFeed.id(IMAGES - 1);

  @TempDir private Path directory;

  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void aTombstoneTakesAnItemOutOfEveryPlace() throws Exception {
    Settings settings = settings();
    try (LocalHome home = LocalHome.open(directory, "job");
        LocalRuntime runtime = LocalRuntime.start(home, settings, line -> {});
        ImageFeed feed = ImageFeed.to(runtime.kafka().bootstrapServers())) {
      feed.sendUpTo(IMAGES);
      feed.awaitWritten();
      for (int i = 0; i < IMAGES; i++) {
        String words = "a text of some words, the number is " + i + " and the rest " + 7 * i;
        send(runtime.kafka(), Topics.RAW_TEXT, ImageFeed.id(i), words.getBytes(UTF_8));
      }
      for (String encoder : ENCODERS) {
        await(runtime, ITEM, encoder, 200);
      }

      send(runtime.kafka(), Topics.RAW_IMAGE, ITEM, null);

      for (String encoder : List.of("large", "small")) {
        await(runtime, ITEM, encoder, 404);
        await(runtime, ImageFeed.id(0), encoder, 200); // the others stay
        assertThat(newest(runtime.kafka(), encoder + "/" + ITEM)).isNull();
      }
      await(runtime, ITEM, "words", 200); // the text of that name, too
      send(runtime.kafka(), Topics.RAW_TEXT, ITEM, null);
      await(runtime, ITEM, "words", 404);
      assertThat(runtime.failure()).isEmpty();
    }
  }

  private Settings settings() throws Exception {
    int[] ports = freePorts(3);
    return Settings.defaults(AllOptions.LIST)
        .with(
            Map.ofEntries(
                Map.entry(LocalConfig.HOME.key(), directory.toString()),
                Map.entry("job.checkpoints-uri", directory.resolve("checkpoints").toString()),
                Map.entry("job.encoders-uri", directory.resolve("encoders").toString()),
                Map.entry("job.checkpoint-interval", "300ms"),
                Map.entry("local.kafka-port", "" + ports[0]),
                Map.entry("local.flink-port", "" + ports[1]),
                Map.entry("serving.port", "" + ports[2]),
                Map.entry("image.height", "" + ImageFeed.SIDE),
                Map.entry("image.width", "" + ImageFeed.SIDE),
                Map.entry("encoder.architecture", "peer-conv"),
                Map.entry("encoder.threads", "1"),
                Map.entry("learner.batch-size", "16"),
                Map.entry("queue.capacity", "64"),
                Map.entry("job.encoders", String.join(",", ENCODERS)),
                Map.entry("small/encoder.projection", "16"),
                Map.entry("small/embedding.size", "0"),
                Map.entry("words/encoder.modality", "text"),
                Map.entry("words/encoder.architecture", "word-attention"),
                Map.entry("words/text.buckets", "1024")));
  }

  private static int[] freePorts(int count) throws Exception {
    ServerSocket[] sockets = new ServerSocket[count];
    for (int i = 0; i < count; i++) {
      sockets[i] = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }
    int[] ports = IntStream.range(0, count).map(i -> sockets[i].getLocalPort()).toArray();
    for (ServerSocket socket : sockets) {
      socket.close();
    }
    return ports;
  }

  private static void send(KafkaConfig kafka, Topics.Topic topic, String item, byte[] value)
      throws Exception {
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            kafka.clientSettings(), new StringSerializer(), new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(topic.name(), item, value)).get();
    }
  }

  private void await(LocalRuntime runtime, String item, String encoder, int status)
      throws Exception {
    URI uri = URI.create(runtime.page() + "/v1/items/" + item + "/embedding?encoder=" + encoder);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    int found = 0;
    while (System.nanoTime() < deadline && found != status) {
      Thread.sleep(100);
      found =
          http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding())
              .statusCode();
    }
    assertThat(found).as("%s", uri).isEqualTo(status);
  }

  /** The value of the newest record of a key on the topic of embeddings; it must have one. */
  private static byte[] newest(KafkaConfig kafka, String key) {
    TopicPartition partition = new TopicPartition(Topics.EMBEDDINGS.name(), 0);
    var settings = kafka.clientSettings();
    settings.setProperty("isolation.level", "read_committed");
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      boolean met = false;
      byte[] value = null;
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (consumer.position(partition) < end && System.nanoTime() < deadline) {
        for (var entry : consumer.poll(Duration.ofMillis(100))) {
          if (entry.key().equals(key)) {
            met = true;
            value = entry.value();
          }
        }
      }
      assertThat(met).as("records of %s", key).isTrue();
      return value;
    }
  }
}
