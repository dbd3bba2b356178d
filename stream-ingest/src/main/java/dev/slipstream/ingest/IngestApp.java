package dev.slipstream.ingest;

import static org.apache.kafka.streams.CloseOptions.GroupMembershipOperation.LEAVE_GROUP;

import dev.slipstream.config.Settings;
import dev.slipstream.wire.KafkaConfig;
import dev.slipstream.wire.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs {@link IngestTopology} against a Kafka cluster until it is closed. Thread-safe.
 *
 * <pre>{@code
 * try (IngestApp ingest = IngestApp.start(settings, home)) {
 *   ingest.counters().snapshot();
 * }
 * }</pre>
 */
public final class IngestApp implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(IngestApp.class);
  private static final Duration REACH = Duration.ofSeconds(6);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** So many threads may die within this span before the application gives up. */
  private static final int MAX_REPLACED = 5;

  private static final Duration SPAN = Duration.ofMinutes(5);

  private final KafkaStreams streams;
  private final IngestCounters counters;
  private final Deque<Instant> deaths = new ArrayDeque<>();
  private volatile String failure = "";

  private IngestApp(KafkaStreams streams, IngestCounters counters) {
    this.streams = streams;
    this.counters = counters;
  }

  /**
   * Starts the application; returns at once.
   *
   * @param settings with the options of {@link IngestConfig}, {@link KafkaConfig} and the image
   *     shape
   * @param home directory for state; one application at a time
   * @throws IllegalArgumentException if no broker answers within 6 s or a topic is missing
   */
  public static IngestApp start(Settings settings, Path home) {
    return start(IngestConfig.from(settings), KafkaConfig.from(settings), home);
  }

  /** As {@link #start(Settings, Path)}, from configs in hand. */
  public static IngestApp start(IngestConfig config, KafkaConfig kafka, Path home) {
    kafka.requireReachable(REACH);
    requireTopics(kafka);
    IngestCounters counters = new IngestCounters();
    KafkaStreams streams =
        new KafkaStreams(IngestTopology.of(config, counters), properties(config, kafka, home));
    IngestApp app = new IngestApp(streams, counters);
    streams.setUncaughtExceptionHandler(app::onDeath);
    streams.start();
    return app;
  }

  /** What was taken and refused. */
  public IngestCounters counters() {
    return counters;
  }

  /** Whether events are being processed, or will be once partitions are assigned. */
  public boolean isRunning() {
    return streams.state().isRunningOrRebalancing();
  }

  /** Why the application gave up, in one line; empty while it has not. */
  public Optional<String> failure() {
    return failure.isEmpty() ? Optional.empty() : Optional.of(failure);
  }

  /** Finishes what is in hand, stops, and gives its partitions back at once. */
  @Override
  public void close() {
    // Left to itself the group would wait for this member until its session ends.
    CloseOptions leave = CloseOptions.groupMembershipOperation(LEAVE_GROUP).withTimeout(PATIENCE);
    if (!streams.close(leave)) {
      LOG.warn(
          "Ingest did not stop within {} s; its threads end with the process",
          PATIENCE.toSeconds());
    }
  }

  private synchronized StreamThreadExceptionResponse onDeath(Throwable cause) {
    Instant now = Instant.now();
    deaths.addLast(now);
    while (deaths.peekFirst().isBefore(now.minus(SPAN))) {
      deaths.removeFirst();
    }
    if (deaths.size() <= MAX_REPLACED) {
      LOG.warn("An ingest thread died and is replaced; its events are processed again", cause);
      return StreamThreadExceptionResponse.REPLACE_THREAD;
    }
    failure = "Ingest stopped after " + deaths.size() + " failures, the last: " + cause;
    LOG.error(
        "Ingest stops: {} failures within {} minutes", deaths.size(), SPAN.toMinutes(), cause);
    return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
  }

  static Properties properties(IngestConfig config, KafkaConfig kafka, Path home) {
    Properties properties = kafka.clientSettings();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, config.applicationId());
    properties.put(StreamsConfig.STATE_DIR_CONFIG, home.resolve("ingest").toString());
    properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, config.threads());
    properties.put(
        StreamsConfig.PROCESSING_GUARANTEE_CONFIG,
        config.exactlyOnce() ? StreamsConfig.EXACTLY_ONCE_V2 : StreamsConfig.AT_LEAST_ONCE);
    properties.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
    // The default of 16 KiB holds a handful of samples; a request for each handful is what costs.
    properties.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), 256 << 10);
    // After a kill, how long the next start waits for the dead member: the least brokers allow.
    properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 6_000);
    properties.put(
        StreamsConfig.consumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), 1_500);
    // Events in hand bound the memory, and the time between two polls even if each one times out.
    properties.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, 100);
    properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 100);
    properties.put(
        StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG),
        (int) Math.max(300_000, 200 * config.decodeTimeout().toMillis()));
    return properties;
  }

  private static void requireTopics(KafkaConfig kafka) {
    try (Admin admin = Admin.create(kafka.clientSettings())) {
      var existing = admin.listTopics().names().get();
      List<Topics.Topic> needed = new ArrayList<>(Topics.RAW);
      needed.addAll(List.of(Topics.SAMPLES, Topics.DEAD_LETTERS));
      for (Topics.Topic topic : needed) {
        if (!existing.contains(topic.name())) {
          throw new IllegalArgumentException(
              "topic "
                  + topic.name()
                  + ": must exist on "
                  + kafka.bootstrapServers()
                  + ", was missing; create it first");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while looking for topics", e);
    } catch (ExecutionException e) {
      throw new IllegalArgumentException(
          "topics of "
              + kafka.bootstrapServers()
              + ": must be listable, was refused: "
              + e.getCause().getMessage(),
          e);
    }
  }
}
