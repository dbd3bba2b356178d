package dev.slipstream.infra.bench;

import dev.slipstream.config.Settings;
import dev.slipstream.infra.local.LocalBroker;
import dev.slipstream.infra.local.LocalConfig;
import dev.slipstream.infra.local.LocalHome;
import dev.slipstream.infra.local.TopicSetup;
import dev.slipstream.wire.KafkaConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Requests over HTTP at a fixed rate while version after version of all embeddings comes through
 * Kafka; broker, producer and client in this process, the server too unless it gets one of its own.
 */
public final class ServeBench {

  private static final int ASKED = 1_000;

  /** Items compared, of all that are asked for, to know the truth. */
  private static final int COMPARED = 100_000_000;

  private static final double REFRESH_SHARE = 0.8;

  /** What threads are for, by what their names begin with. */
  private static final Map<String, String> PURPOSES = new LinkedHashMap<>();

  static {
    PURPOSES.put("bench-client", "client");
    PURPOSES.put("bench-producer", "producer");
    PURPOSES.put("kafka-producer", "producer");
    PURPOSES.put("data-plane", "broker");
    PURPOSES.put("kafka-", "broker");
    PURPOSES.put("slipstream-serving-reader", "reader");
    PURPOSES.put("index-builder", "lists");
    PURPOSES.put("qtp", "http");
  }

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
   * How requests come.
   *
   * @param perSecond requests
   * @param swaps versions that come meanwhile
   * @param every time from one version to the next; its vectors are spread over most of it
   * @param warmup before, not measured
   */
  public record Plan(int perSecond, int swaps, Duration every, Duration warmup) {}

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
   * @param cpuSeconds between two versions, by purpose
   * @param residentBytes the most the server's process held; 0 if it has none of its own
   */
  public record Result(
      int requests,
      int failed,
      int mixed,
      double recall,
      double p50,
      double p99,
      double most,
      int versions,
      Map<String, Double> cpuSeconds,
      long residentBytes) {}

  /**
   * Serves one version, then sends requests while further ones come.
   *
   * @param heap of a process of its own for the server, as {@code -Xmx} takes it; null for this one
   * @param progress hears of each version as its time ends
   */
  public Result run(Path directory, Plan plan, String heap, Consumer<String> progress) {
    ServedItems served = new ServedItems(items, width, Math.min(ASKED, COMPARED / items), k);
    try (LocalHome home = LocalHome.open(directory, "bench");
        LocalBroker broker = LocalBroker.start(home, LocalConfig.from(settings))) {
      Settings local = settings.with(KafkaConfig.BOOTSTRAP_SERVERS, broker.bootstrapServers());
      KafkaConfig kafka = KafkaConfig.from(local);
      TopicSetup.ensure(kafka, 1);
      publish(kafka, served, 0, 1, Duration.ZERO);
      try (BenchServer server = BenchServer.start(local, directory, heap)) {
        server.awaitReady();
        new RequestLoad(served, server.port(), k, plan.perSecond, plan.warmup)
            .run(System.nanoTime());
        return measure(kafka, served, plan, server, progress);
      }
    }
  }

  private Result measure(
      KafkaConfig kafka,
      ServedItems served,
      Plan plan,
      BenchServer server,
      Consumer<String> progress) {
    Duration length = plan.every.multipliedBy(plan.swaps);
    RequestLoad load = new RequestLoad(served, server.port(), k, plan.perSecond, length);
    CpuTime cpu = new CpuTime(PURPOSES);
    long start = System.nanoTime();
    CompletableFuture<Void> requests = inBackground("bench-load", () -> load.run(start));
    CompletableFuture<Void> versions =
        inBackground("bench-producer", () -> publish(kafka, served, 1, plan.swaps, plan.every));
    for (int swap = 1; swap <= plan.swaps; swap++) {
      sleepUntil(start + swap * plan.every.toNanos());
      progress.accept(load.describe(plan.every.multipliedBy(swap - 1L), plan.every));
    }
    Map<String, Double> used = cpu.seconds();
    used.replaceAll((purpose, seconds) -> seconds / plan.swaps);
    requests.join();
    versions.join();
    return new Result(
        load.requests(),
        load.failed(),
        load.mixed(),
        load.recall(),
        load.quantile(0.5, Duration.ZERO, length),
        load.quantile(0.99, Duration.ZERO, length),
        load.quantile(1, Duration.ZERO, length),
        load.versions(),
        used,
        server.residentBytes());
  }

  private static CompletableFuture<Void> inBackground(String name, Runnable work) {
    return CompletableFuture.runAsync(work, task -> new Thread(task, name).start());
  }

  /** Writes versions one after another, each spread over most of its time. */
  private static void publish(
      KafkaConfig kafka, ServedItems items, int first, int versions, Duration every) {
    long start = System.nanoTime();
    double nanosEach = REFRESH_SHARE * every.toNanos() / items.count();
    TopicFill.send(
        kafka,
        new ByteArraySerializer(),
        (long) versions * items.count(),
        i -> {
          int item = (int) (i % items.count());
          long turn = i / items.count();
          if (item % 100 == 0) {
            sleepUntil(start + turn * every.toNanos() + (long) (item * nanosEach));
          }
          return items.embedding(item, first + turn);
        });
  }

  static void sleepUntil(long nanoTime) {
    for (long left = nanoTime - System.nanoTime(); left > 0; left = nanoTime - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
