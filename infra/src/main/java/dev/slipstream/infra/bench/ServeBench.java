package dev.slipstream.infra.bench;

import dev.slipstream.config.Settings;
import dev.slipstream.infra.local.LocalBroker;
import dev.slipstream.infra.local.LocalConfig;
import dev.slipstream.infra.local.LocalHome;
import dev.slipstream.infra.local.TopicSetup;
import dev.slipstream.job.FlinkFiles;
import dev.slipstream.serving.ServingApp;
import dev.slipstream.serving.ServingConfig;
import dev.slipstream.wire.KafkaConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Requests over HTTP at a fixed rate while version after version of all embeddings comes through
 * Kafka; broker, producer, server and client in one process.
 */
public final class ServeBench {

  private static final int ASKED = 1_000;
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final double REFRESH_SHARE = 0.8;

  private final Settings settings;
  private final int items;
  private final int width;
  private final int k;

  /**
   * A bench of so many items.
   *
   * @param width floats in each vector
   * @param k neighbours asked for
   */
  public ServeBench(Settings settings, int items, int width, int k) {
    this.settings = settings;
    this.items = items;
    this.width = width;
    this.k = k;
  }

  /**
   * What was measured after the warm-up.
   *
   * @param requests sent
   * @param failed of them
   * @param mixed answers with a similarity that no single version has
   * @param recall share of the {@code k} truly nearest that were answered
   * @param p50 milliseconds from when a request was due to its whole answer
   * @param p99 likewise
   * @param most likewise
   * @param versions that answered
   */
  public record Result(
      int requests,
      int failed,
      int mixed,
      double recall,
      double p50,
      double p99,
      double most,
      int versions) {}

  /**
   * Serves one version, then sends requests while the given number of further ones come.
   *
   * @param every time from one version to the next; its vectors are spread over most of it
   */
  public Result run(Path directory, int perSecond, int swaps, Duration every, Duration warmup) {
    ServedItems served = new ServedItems(items, width, ASKED, k);
    try (LocalHome home = LocalHome.open(directory, "bench");
        LocalBroker broker = LocalBroker.start(home, LocalConfig.from(settings))) {
      Settings local =
          settings
              .with(KafkaConfig.BOOTSTRAP_SERVERS, broker.bootstrapServers())
              .with(ServingConfig.PORT, 0);
      KafkaConfig kafka = KafkaConfig.from(local);
      TopicSetup.ensure(kafka, 1);
      publish(kafka, served, 0, Duration.ZERO);
      try (ServingApp app = ServingApp.start(local, directory, FlinkFiles::open)) {
        awaitReady(app.port());
        RequestLoad load = new RequestLoad(served, app.port(), k);
        load.run(perSecond, warmup);
        CompletableFuture<Void> versions =
            CompletableFuture.runAsync(() -> publishAll(kafka, served, swaps, every));
        RequestLoad.Outcome outcome = load.run(perSecond, every.multipliedBy(swaps));
        versions.join();
        return result(outcome);
      }
    }
  }

  private static Result result(RequestLoad.Outcome outcome) {
    return new Result(
        outcome.millis().length,
        outcome.failed(),
        outcome.mixed(),
        outcome.recall(),
        outcome.quantile(0.5),
        outcome.quantile(0.99),
        outcome.quantile(1),
        outcome.versions());
  }

  private static void publishAll(KafkaConfig kafka, ServedItems items, int swaps, Duration every) {
    long start = System.nanoTime();
    for (int version = 1; version <= swaps; version++) {
      sleepUntil(start + (version - 1) * every.toNanos());
      publish(kafka, items, version, every);
    }
  }

  private static void publish(KafkaConfig kafka, ServedItems items, long version, Duration every) {
    int[] places = items.places(version);
    long start = System.nanoTime();
    double nanosEach = REFRESH_SHARE * every.toNanos() / items.count();
    TopicFill.send(
        kafka,
        new ByteArraySerializer(),
        items.count(),
        i -> {
          if (i % 100 == 0) {
            sleepUntil(start + (long) (i * nanosEach));
          }
          return items.embedding((int) i, version, places);
        });
  }

  static void sleepUntil(long nanoTime) {
    for (long left = nanoTime - System.nanoTime(); left > 0; left = nanoTime - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private static void awaitReady(int port) {
    HttpClient client = HttpClient.newHttpClient();
    HttpRequest ready =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/readyz")).build();
    long end = System.nanoTime() + PATIENCE.toNanos();
    try {
      while (client.send(ready, BodyHandlers.discarding()).statusCode() != 200) {
        if (System.nanoTime() > end) {
          throw new IllegalStateException("the server was not ready within " + PATIENCE);
        }
        LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
      }
    } catch (IOException e) {
      throw new IllegalStateException("the server does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for the server", e);
    }
  }
}
