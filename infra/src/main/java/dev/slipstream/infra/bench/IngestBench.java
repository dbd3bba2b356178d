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
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What Kafka costs ingest: the same raw events decoded and featurised in a bare loop, and taken
 * from their topic through Kafka Streams to {@code samples}, exactly once, on a broker in this
 * process. Both rates are means over the events after a warm-up of a quarter.
 */
public final class IngestBench {

  private static final Duration NO_PROGRESS = Duration.ofMinutes(2);
  private static final int LEAST = 100;

  private final Settings settings;
  private final Modality modality;
  private final int events;
  private final List<byte[]> payloads;

  /**
   * A bench of one modality.
   *
   * @param events raw events, the warm-up among them
   */
  public IngestBench(Settings settings, Modality modality, int events) {
    if (events < LEAST) {
      throw new IllegalArgumentException("--events: must be >= " + LEAST + ", was " + events);
    }
    this.settings = settings;
    this.modality = modality;
    this.events = events;
    this.payloads = RawPayloads.of(modality);
  }

  /**
   * What was measured, in events/s.
   *
   * @param ingest from the raw topic to {@code samples}
   * @param bare decoded and featurised alone
   */
  public record Result(double ingest, double bare) {

    /** Ingest over bare. */
    public double ratio() {
      return ingest / bare;
    }
  }

  /** Runs both, one after the other, in a home of its own. */
  public Result run(Path directory) {
    double bare = bare();
    try (LocalHome home = LocalHome.open(directory, "bench");
        LocalBroker broker = LocalBroker.start(home, LocalConfig.from(settings))) {
      Settings local = settings.with(KafkaConfig.BOOTSTRAP_SERVERS, broker.bootstrapServers());
      KafkaConfig kafka = KafkaConfig.from(local);
      TopicSetup.ensure(kafka, 1);
      fill(kafka);
      try (IngestApp ingest = IngestApp.start(local, directory)) {
        return new Result(rate(ingest), bare);
      }
    }
  }

  private int warmup() {
    return events / 4;
  }

  private double bare() {
    Featurizer featurizer = IngestConfig.from(settings).featurizer(modality.topic());
    Optional<String> contentType = Optional.of(RawPayloads.contentType(modality));
    long start = 0;
    for (int i = 0; i < events; i++) {
      if (i == warmup()) {
        start = System.nanoTime();
      }
      String id = "event-" + i;
      try {
        featurizer.featurize(
            new RawEvent(id, id, i, contentType, payload(i)), Sample.newBuilder().setItemId(id));
      } catch (RefusedException e) {
        throw new IllegalStateException("a generated payload was refused", e);
      }
    }
    return (events - warmup()) / ((System.nanoTime() - start) / 1e9);
  }

  private byte[] payload(int event) {
    return payloads.get(event % payloads.size());
  }

  private void fill(KafkaConfig kafka) {
    byte[] contentType = RawPayloads.contentType(modality).getBytes(StandardCharsets.UTF_8);
    TopicFill.send(
        kafka,
        new ByteArraySerializer(),
        events,
        i -> {
          RecordHeaders headers = new RecordHeaders();
          headers.add("content-type", contentType);
          return new ProducerRecord<>(
              modality.topic().name(), null, "event-" + i, payload((int) i), headers);
        });
  }

  private double rate(IngestApp ingest) {
    long start = 0;
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
        from = accepted;
      }
      if (accepted >= events) {
        return (accepted - from) / ((System.nanoTime() - start) / 1e9);
      }
      sleep();
    }
    throw new IllegalStateException(
        "ingest stood still at " + seen + " of " + events + " events; see the log");
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
