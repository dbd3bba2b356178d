package dev.slipstream.infra.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipstream.config.Settings;
import dev.slipstream.infra.local.LocalHome;
import dev.slipstream.infra.local.LocalRuntime;
import dev.slipstream.job.settings.JobConfig;
import dev.slipstream.wire.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * How long it takes until what happened shows in what is recommended, while a recommender learns
 * from interactions as fast as it can: all of Slipstream in this process, over its own HTTP and
 * topics.
 */
public final class FreshnessBench {

  private static final int KINDS = 20;
  private static final int USERS = 500;
  private static final String CONTENT = "recommend.content";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /** Between two looks; what is measured may be that much too long. */
  private static final long LOOK_NANOS = 25_000_000;

  private final Settings settings;
  private final Plan plan;

  /**
   * What is sent.
   *
   * @param items texts there are before
   * @param backlog interactions to learn from, sent before; enough that learning does not end
   * @param events interactions that are timed, each of a user of its own
   * @param newItems texts that are timed
   * @param perSecond of both
   */
  public record Plan(int items, int backlog, int events, int newItems, int perSecond) {}

  /**
   * What was measured. An event shows when the item it says was taken has left the user's answer; a
   * new item when the served version has its vector, so that it can be recommended.
   *
   * @param eventMillis from before the request that tells of it, sorted; not a number if it never
   *     showed
   * @param itemMillis from before it was written to its topic, likewise
   * @param learnedPerSecond interactions meanwhile
   */
  public record Result(double[] eventMillis, double[] itemMillis, double learnedPerSecond) {

    /** The time that a share of them kept within. */
    public static double quantile(double[] sorted, double share) {
      return sorted[(int) Math.ceil(share * sorted.length) - 1];
    }
  }

  /** A bench with these settings; a recommender is learned, whatever they say. */
  public FreshnessBench(Settings settings, Plan plan) {
    this.settings = settings.with(Map.of("job.recommend", "true", "serving.port", "0"));
    this.plan = plan;
  }

  /**
   * Runs it.
   *
   * @param progress hears of each stage
   */
  public Result run(Path directory, Consumer<String> progress) {
    Settings local =
        settings
            .with(JobConfig.CHECKPOINTS_URI, directory.resolve("checkpoints").toString())
            .with(JobConfig.ENCODERS_URI, directory.resolve("encoders").toString());
    try (LocalHome home = LocalHome.open(directory, "bench");
        LocalRuntime runtime = LocalRuntime.start(home, local, line -> {})) {
      int port = URI.create(runtime.page()).getPort();
      progress.accept(plan.items + " items and " + plan.backlog + " interactions");
      fill(runtime);
      if (Double.isNaN(
          millisUntil(System.nanoTime(), () -> recommends(port) && learned(port) > 0))) {
        throw new IllegalStateException("nothing was recommended within " + PATIENCE);
      }
      progress.accept("recommending; measuring");
      return measure(runtime, port);
    } catch (IOException e) {
      throw new UncheckedIOException("the server does not answer", e);
    }
  }

  private Result measure(LocalRuntime runtime, int port) throws IOException {
    long before = learned(port);
    long start = System.nanoTime();
    ExecutorService clients = Executors.newFixedThreadPool(64);
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            runtime.kafka().clientSettings(), new StringSerializer(), new ByteArraySerializer())) {
      double[] events = new double[plan.events];
      double[] newItems = new double[plan.newItems];
      for (int i = 0; i < Math.max(plan.events, plan.newItems); i++) {
        ServeBench.sleepUntil(start + i * 1_000_000_000L / plan.perSecond);
        int number = i;
        if (i < plan.events) {
          clients.execute(() -> events[number] = timeEvent(port, "fresh-" + number));
        }
        if (i < plan.newItems) {
          clients.execute(() -> newItems[number] = timeItem(port, producer, "fresh-" + number));
        }
      }
      end(clients);
      double seconds = (System.nanoTime() - start) / 1e9;
      Arrays.sort(events);
      Arrays.sort(newItems);
      return new Result(events, newItems, (learned(port) - before) / seconds);
    }
  }

  /** A user is told an item, takes it, and is told others. */
  private static double timeEvent(int port, String user) {
    try (Connection connection = new Connection(port)) {
      String first = top(connection, user);
      long start = System.nanoTime();
      connection.post(
          "/v1/interactions",
          "{\"id\":\"%s\",\"user\":\"%s\",\"item\":\"%s\",\"time\":\"%s\"}"
              .formatted(user, user, first, Instant.now()));
      return millisUntil(start, () -> !top(connection, user).equals(first));
    } catch (IOException e) {
      return Double.NaN;
    }
  }

  private static double timeItem(int port, KafkaProducer<String, byte[]> producer, String item) {
    try (Connection connection = new Connection(port)) {
      long start = System.nanoTime();
      producer.send(text(item)).get();
      String path = "/v1/items/" + item + "?encoder=" + CONTENT;
      return millisUntil(start, () -> connection.get(path).status() == 200);
    } catch (IOException | ExecutionException e) {
      return Double.NaN;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Double.NaN;
    }
  }

  /** Something that HTTP tells. */
  private interface Look {
    boolean shows() throws IOException;
  }

  private static double millisUntil(long start, Look look) throws IOException {
    long end = start + PATIENCE.toNanos();
    while (!look.shows()) {
      if (System.nanoTime() > end) {
        return Double.NaN;
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
    return (System.nanoTime() - start) / 1e6;
  }

  /** The first item recommended to a user. */
  private static String top(Connection connection, String user) throws IOException {
    Connection.Answer answer =
        connection.post("/v1/recommend", "{\"user\":\"" + user + "\",\"k\":1}");
    if (answer.status() != 200) {
      throw new IOException("no recommendation: " + new String(answer.body(), UTF_8));
    }
    return JSON.readTree(answer.body()).path("items").path(0).path("id").asText();
  }

  /** Texts of a few kinds, and users who each take items of one kind. */
  private void fill(LocalRuntime runtime) {
    ByteArraySerializer bytes = new ByteArraySerializer();
    TopicFill.send(runtime.kafka(), bytes, plan.items, i -> text("item-" + i));
    Random random = new Random(1);
    TopicFill.send(
        runtime.kafka(),
        bytes,
        plan.backlog,
        i -> {
          int user = random.nextInt(USERS);
          int item = (user + KINDS * random.nextInt(plan.items / KINDS)) % plan.items;
          String json =
              "{\"id\":\"%d\",\"user\":\"%d\",\"item\":\"item-%d\",\"time\":\"%s\"}"
                  .formatted(i, user, item, Instant.now());
          return new ProducerRecord<>(Topics.RAW_INTERACTION.name(), json.getBytes(UTF_8));
        });
  }

  /** Words of a kind that the id's number says, and of any. */
  private static ProducerRecord<String, byte[]> text(String item) {
    int number = Integer.parseInt(item.substring(item.indexOf('-') + 1));
    String words =
        new Random(number)
            .ints(8, 0, 50)
            .mapToObj(word -> "kind" + number % KINDS + "word" + word)
            .collect(Collectors.joining(" "));
    return new ProducerRecord<>(Topics.RAW_TEXT.name(), item, words.getBytes(UTF_8));
  }

  /** Interactions learned from; 0 before the first report. */
  private static long learned(int port) throws IOException {
    try (Connection connection = new Connection(port)) {
      JsonNode status =
          JSON.readTree(connection.get("/v1/status?points=1&encoder=recommend.context").body());
      return status.path("learner").path("samplesSeen").asLong();
    }
  }

  private static boolean recommends(int port) throws IOException {
    try (Connection connection = new Connection(port)) {
      return connection.post("/v1/recommend", "{\"user\":\"nobody\"}").status() == 200;
    }
  }

  private static void end(ExecutorService clients) {
    clients.shutdown();
    try {
      if (!clients.awaitTermination(2 * PATIENCE.toMinutes(), TimeUnit.MINUTES)) {
        throw new IllegalStateException("requests did not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for answers", e);
    }
  }
}
