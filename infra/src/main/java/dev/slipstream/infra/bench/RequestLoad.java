package dev.slipstream.infra.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Asks for neighbours at a fixed rate, whether or not the answers come: a request is timed from
 * when it was due, so that one slow answer does not hide what the next ones would have waited.
 */
final class RequestLoad {

  /**
   * More than are ever busy unless the server stalls; then the requests due wait, and it counts.
   */
  private static final int CONNECTIONS = 16;

  private static final double TOLERANCE = 1e-3;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ServedItems items;
  private final int port;
  private final int k;
  private final int perSecond;
  private final double[] millis; // NaN while there is no answer
  private final AtomicInteger next = new AtomicInteger();
  private final LongAdder failed = new LongAdder();
  private final LongAdder mixed = new LongAdder();
  private final LongAdder found = new LongAdder();
  private final Set<Long> versions = new ConcurrentSkipListSet<>();

  /** Requests that are not sent yet, for {@code k} neighbours each. */
  RequestLoad(ServedItems items, int port, int k, int perSecond, Duration length) {
    this.items = items;
    this.port = port;
    this.k = k;
    this.perSecond = perSecond;
    this.millis = new double[(int) (perSecond * length.toMillis() / 1000)];
    Arrays.fill(millis, Double.NaN);
  }

  /** Requests without a right answer in form. */
  int failed() {
    return failed.intValue();
  }

  /** Answers with a cosine that no single version has. */
  int mixed() {
    return mixed.intValue();
  }

  /** Share of the true neighbours that were answered, over all answers. */
  double recall() {
    long answers = Arrays.stream(millis).filter(m -> !Double.isNaN(m)).count() - failed.sum();
    return (double) found.sum() / (k * answers);
  }

  /** Versions that answered. */
  int versions() {
    return versions.size();
  }

  int requests() {
    return millis.length;
  }

  /** Milliseconds that a share of the requests due in a stretch of time kept within. */
  double quantile(double share, Duration from, Duration to) {
    double[] sorted =
        Arrays.stream(millis, index(from), index(to))
            .filter(m -> !Double.isNaN(m))
            .sorted()
            .toArray();
    return sorted.length == 0 ? Double.NaN : sorted[(int) Math.ceil(share * sorted.length) - 1];
  }

  private int index(Duration time) {
    return (int) Math.min(millis.length, perSecond * time.toMillis() / 1000);
  }

  /** One line on the requests that were due in a stretch of time, as far as they are answered. */
  String describe(Duration from, Duration length) {
    Duration to = from.plus(length);
    return "p50 %.1f ms, p99 %.1f ms, most %.1f ms; so far %d failed, %d mixed, recall %.3f, %d versions"
        .formatted(
            quantile(0.5, from, to),
            quantile(0.99, from, to),
            quantile(1, from, to),
            failed(),
            mixed(),
            recall(),
            versions());
  }

  /**
   * Sends them, the first when the clock {@link System#nanoTime} says so, and waits for all
   * answers.
   */
  void run(long start) {
    Thread[] senders = new Thread[CONNECTIONS];
    for (int i = 0; i < CONNECTIONS; i++) {
      senders[i] = new Thread(() -> send(start), "bench-client-" + i);
      senders[i].start();
    }
    for (Thread sender : senders) {
      join(sender);
    }
  }

  private static void join(Thread sender) {
    try {
      sender.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for answers", e);
    }
  }

  /** Takes the next request whenever it has the answer of the last. */
  private void send(long start) {
    Connection connection = null;
    for (int i = next.getAndIncrement(); i < millis.length; i = next.getAndIncrement()) {
      long due = start + i * 1_000_000_000L / perSecond;
      ServeBench.sleepUntil(due);
      String id = items.asked().get(i % items.asked().size());
      try {
        connection = connection == null ? new Connection(port) : connection;
        Connection.Answer answer = connection.get("/v1/items/" + id + "/neighbors?k=" + k);
        millis[i] = (System.nanoTime() - due) / 1e6;
        examine(id, answer);
      } catch (IOException e) {
        millis[i] = (System.nanoTime() - due) / 1e6;
        failed.increment();
        connection = null;
      }
    }
  }

  private void examine(String id, Connection.Answer answer) throws IOException {
    if (answer.status() != 200) {
      failed.increment();
      return;
    }
    JsonNode json = JSON.readTree(answer.body());
    versions.add(json.get("version").asLong());
    boolean right = true;
    for (JsonNode near : json.get("neighbors")) {
      String other = near.get("id").asText();
      found.add(items.nearest(id).contains(other) ? 1 : 0);
      right &= Math.abs(near.get("similarity").asDouble() - items.cosine(id, other)) <= TOLERANCE;
    }
    mixed.add(right ? 0 : 1);
  }
}
