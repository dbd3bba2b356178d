package dev.slipstream.infra.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipstream.config.Settings;
import dev.slipstream.infra.local.LocalConfig;
import dev.slipstream.infra.local.LocalHome;
import dev.slipstream.infra.local.LocalRuntime;
import dev.slipstream.wire.Topics;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** All of it on free ports: broker, ingest, job, serving; with settings that make it quick. */
final class SmallRuntime implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final LocalHome home;
  private final LocalRuntime runtime;
  private final KafkaProducer<String, byte[]> producer;
  private final HttpClient http = HttpClient.newHttpClient();

  private SmallRuntime(LocalHome home, LocalRuntime runtime) {
    this.home = home;
    this.runtime = runtime;
    this.producer =
        new KafkaProducer<>(
            runtime.kafka().clientSettings(), new StringSerializer(), new ByteArraySerializer());
  }

  static SmallRuntime start(Path directory, Map<String, String> more) throws IOException {
    Settings settings =
        Settings.defaults(AllOptions.LIST)
            .with(
                Map.ofEntries(
                    Map.entry(LocalConfig.HOME.key(), directory.toString()),
                    Map.entry("job.checkpoints-uri", directory.resolve("checkpoints").toString()),
                    Map.entry("job.encoders-uri", directory.resolve("encoders").toString()),
                    Map.entry("job.checkpoint-interval", "300ms"),
                    Map.entry("local.kafka-port", "0"),
                    Map.entry("local.flink-port", "0"),
                    Map.entry("serving.port", "0"),
                    Map.entry("image.height", "" + ImageFeed.SIDE),
                    Map.entry("image.width", "" + ImageFeed.SIDE),
                    Map.entry("encoder.threads", "1"),
                    Map.entry("queue.capacity", "64")))
            .with(more);
    LocalHome home = LocalHome.open(directory, "job");
    try {
      LocalRuntime runtime = LocalRuntime.start(home, settings, line -> {});
      return new SmallRuntime(home, runtime);
    } catch (RuntimeException e) {
      home.close();
      throw e;
    }
  }

  String bootstrapServers() {
    return runtime.kafka().bootstrapServers();
  }

  /** Writes one raw event and waits until it is there; without a value it is a deletion. */
  void send(Topics.Topic topic, String item, byte[] value, Map<String, String> headers)
      throws Exception {
    List<Header> list = new ArrayList<>();
    headers.forEach((name, text) -> list.add(new RecordHeader(name, text.getBytes(UTF_8))));
    producer.send(new ProducerRecord<>(topic.name(), null, item, value, list)).get();
  }

  /** Waits for what serving answers of an item. */
  void awaitEmbedding(String item, String encoder, int status) {
    String path = runtime.page() + "/v1/items/" + item + "/embedding?encoder=" + encoder;
    await(path, () -> get(path).statusCode(), found -> found == status);
  }

  /** Asks serving until its answer is as it should be. */
  JsonNode awaitAnswer(String path, String body, Predicate<JsonNode> done) {
    return await(path + " " + body, () -> post(runtime.page() + path, body), done);
  }

  /** What serving answers of an item's neighbours, once a learned version finds as many. */
  JsonNode awaitNeighbors(String item, String encoder, int k) {
    String path =
        "%s/v1/items/%s/neighbors?encoder=%s&k=%s".formatted(runtime.page(), item, encoder, k);
    return await(
        path,
        () -> json(path),
        found -> found.path("version").asLong() > 0 && found.path("neighbors").size() == k);
  }

  /** Waits for the value of a counter of the job, by the name that Flink's page has for it. */
  void awaitCounter(String operator, String counter, long value) {
    String flink = runtime.flinkPage();
    String job = flink + "/jobs/" + json(flink + "/jobs").path("jobs").path(0).path("id").asText();
    for (JsonNode vertex : json(job).path("vertices")) {
      if (vertex.path("name").asText().contains(operator)) {
        String path =
            "%s/vertices/%s/metrics?get=0.%s.%s"
                .formatted(job, vertex.path("id").asText(), operator, counter);
        await(path, () -> json(path).path(0).path("value").asLong(-1), found -> found == value);
        return;
      }
    }
    throw new AssertionError("no operator " + operator + " in " + json(job));
  }

  /** All records of a topic that are committed by now. */
  List<ConsumerRecord<String, byte[]>> records(Topics.Topic topic) {
    TopicPartition partition = new TopicPartition(topic.name(), 0);
    var settings = runtime.kafka().clientSettings();
    settings.setProperty("isolation.level", "read_committed");
    List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (consumer.position(partition) < end && System.nanoTime() < deadline) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
    }
    return records;
  }

  /** Waits for records of a topic to be as many. */
  List<ConsumerRecord<String, byte[]>> awaitRecords(Topics.Topic topic, int count) {
    return await(topic.name(), () -> records(topic), found -> found.size() >= count);
  }

  /** That everything runs. */
  void assertRunning() {
    assertThat(runtime.failure()).isEmpty();
  }

  private <T> T await(String what, Supplier<T> look, Predicate<T> done) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    T found = look.get();
    while (!done.test(found) && System.nanoTime() < deadline) {
      try {
        Thread.sleep(100);
      } catch (InterruptedException e) {
        throw new AssertionError("interrupted while waiting for " + what, e);
      }
      found = look.get();
    }
    assertThat(found).as(what).matches(done);
    return found;
  }

  private JsonNode json(String uri) {
    try {
      return new ObjectMapper().readTree(get(uri).body());
    } catch (IOException e) {
      throw new AssertionError(uri, e);
    }
  }

  private JsonNode post(String uri, String body) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(uri))
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(body))
              .build();
      return new ObjectMapper()
          .readTree(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(uri, e);
    }
  }

  private HttpResponse<String> get(String uri) {
    try {
      return http.send(
          HttpRequest.newBuilder(URI.create(uri)).build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(uri, e);
    }
  }

  @Override
  public void close() {
    producer.close(Duration.ZERO);
    runtime.close();
    home.close();
  }
}
