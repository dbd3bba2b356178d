package dev.slipstream.infra.bench;

import dev.slipstream.config.Settings;
import dev.slipstream.infra.data.Modality;
import dev.slipstream.infra.local.LocalBroker;
import dev.slipstream.infra.local.LocalConfig;
import dev.slipstream.infra.local.LocalHome;
import dev.slipstream.infra.local.TopicSetup;
import dev.slipstream.ingest.Featurizer;
import dev.slipstream.ingest.IngestApp;
import dev.slipstream.ingest.IngestConfig;
import dev.slipstream.ingest.RawEvent;
import dev.slipstream.wire.KafkaConfig;
import dev.slipstream.wire.RefusedException;
import dev.slipstream.wire.Sample;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What Kafka costs ingest: the same raw events decoded and featurised in a bare loop, and taken
 * from their topic through Kafka Streams to {@code samples}, exactly once, on a broker in this
 * process. The loop is one thread; ingest has a thread for each partition, and shares the cores
 * with the broker. The two run in turn, several rounds of both, since a shared machine's speed
 * drifts; broker and ingest are down while the bare loop runs. Both rates are means over the events
 * after a warm-up of a quarter.
 */
public final class IngestBench {

  private static final Duration NO_PROGRESS = Duration.ofMinutes(2);
  private static final int LEAST = 100;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final Settings settings;
  private final Modality modality;
  private final int events;
  private final int partitions;
  private final boolean cloudEvents;
  private final List<byte[]> payloads;

  /**
   * A bench of one modality.
   *
   * @param events raw events, the warm-up among them
   * @param partitions of the raw topic; each has a stream thread of its own
   * @param cloudEvents whether they carry headers as {@code produce} writes them; else as a plain
   *     producer's do, only {@code content-type}
   */
  public IngestBench(
      Settings settings, Modality modality, int events, int partitions, boolean cloudEvents) {
    if (events < LEAST) {
      throw new IllegalArgumentException("--events: must be >= " + LEAST + ", was " + events);
    }
    if (partitions < 1) {
      throw new IllegalArgumentException("--partitions: must be >= 1, was " + partitions);
    }
    this.settings = settings.with(IngestConfig.THREADS, partitions);
    this.modality = modality;
    this.events = events;
    this.partitions = partitions;
    this.cloudEvents = cloudEvents;
    this.payloads = RawPayloads.of(modality);
  }

  /**
   * Events after the warm-up.
   *
   * @param perSecond events/s by the clock
   * @param micros CPU time of the thread that decodes, or of the stream's threads together, for
   *     each event, in microseconds; what other programs on the machine disturb less
   */
  public record Speed(double perSecond, double micros) {

    private static Speed of(long events, long nanos, long cpuNanos) {
      return new Speed(events / (nanos / 1e9), cpuNanos / 1e3 / events);
    }
  }

  /**
   * What one round measured.
   *
   * @param ingest from the raw topic to {@code samples}
   * @param bare decoded and featurised alone
   */
  public record Round(Speed ingest, Speed bare) {

    /** Ingest over bare, by the clock. */
    public double ratio() {
      return ingest.perSecond() / bare.perSecond();
    }
  }

  /** Runs the bare loop, then ingest in a home of its own. */
  public Round round(Path directory) {
    Speed bare = bare();
    try (LocalHome home = LocalHome.open(directory, "bench");
        LocalBroker broker = LocalBroker.start(home, LocalConfig.from(settings))) {
      Settings local = settings.with(KafkaConfig.BOOTSTRAP_SERVERS, broker.bootstrapServers());
      KafkaConfig kafka = KafkaConfig.from(local);
      TopicSetup.ensure(kafka, partitions);
      fill(kafka);
      try (IngestApp ingest = IngestApp.start(local, directory)) {
        return new Round(speed(ingest), bare);
      }
    }
  }

  private int warmup() {
    return events / 4;
  }

  private Speed bare() {
    Featurizer featurizer = IngestConfig.from(settings).featurizer(modality.topic());
    Optional<String> contentType = Optional.of(RawPayloads.contentType(modality));
    long start = 0;
    long cpu = 0;
    for (int i = 0; i < events; i++) {
      if (i == warmup()) {
        start = System.nanoTime();
        cpu = THREADS.getCurrentThreadCpuTime();
      }
      String id = "event-" + i;
      try {
        featurizer.featurize(
            new RawEvent(id, contentType, payload(i)), Sample.newBuilder().setItemId(id));
      } catch (RefusedException e) {
        throw new IllegalStateException("a generated payload was refused", e);
      }
    }
    return Speed.of(
        events - warmup(), System.nanoTime() - start, THREADS.getCurrentThreadCpuTime() - cpu);
  }

  private byte[] payload(int event) {
    return payloads.get(event % payloads.size());
  }

  private void fill(KafkaConfig kafka) {
    Headers headers = headers();
    TopicFill.send(
        kafka,
        new ByteArraySerializer(),
        events,
        i ->
            new ProducerRecord<>(
                modality.topic().name(), null, "event-" + i, payload((int) i), headers));
  }

  private Headers headers() {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("content-type", RawPayloads.contentType(modality));
    if (cloudEvents) {
      values.put("ce_specversion", "1.0");
      values.put("ce_id", "event");
      values.put("ce_source", "slipstream/bench");
      values.put("ce_type", "dev.slipstream." + modality.topic().name());
      values.put("ce_time", Instant.now().toString());
    }
    Headers headers = new RecordHeaders();
    values.forEach((name, value) -> headers.add(name, value.getBytes(StandardCharsets.UTF_8)));
    return headers;
  }

  private Speed speed(IngestApp ingest) {
    long start = 0;
    long cpu = 0;
    long from = 0;
    long seen = -1;
    long deadline = System.nanoTime() + NO_PROGRESS.toNanos();
    while (System.nanoTime() < deadline && ingest.failure().isEmpty()) {
      long accepted = ingest.counters().snapshot().accepted();
      if (accepted != seen) {
        deadline = System.nanoTime() + NO_PROGRESS.toNanos();
        seen = accepted;
      }
      if (start == 0 && accepted >= warmup()) {
        start = System.nanoTime();
        cpu = streamNanos();
        from = accepted;
      }
      if (accepted >= events) {
        return Speed.of(accepted - from, System.nanoTime() - start, streamNanos() - cpu);
      }
      sleep();
    }
    throw new IllegalStateException(
        "ingest stood still at " + seen + " of " + events + " events; see the log");
  }

  /** CPU time of the stream's threads, which Kafka Streams names so. */
  private static long streamNanos() {
    return Arrays.stream(THREADS.getThreadInfo(THREADS.getAllThreadIds()))
        .filter(thread -> thread != null && thread.getThreadName().contains("-StreamThread-"))
        .filter(thread -> !thread.getThreadName().startsWith("kafka-"))
        .mapToLong(thread -> THREADS.getThreadCpuTime(thread.getThreadId()))
        .sum();
  }

  private static void sleep() {
    try {
      Thread.sleep(2);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while measuring", e);
    }
  }
}
