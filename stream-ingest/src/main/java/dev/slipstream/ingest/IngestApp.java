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

  /** How long a sample may wait until readers of what is committed see it. */
  private static final Duration COMMIT_INTERVAL = Duration.ofSeconds(1);

  private static final int FETCH_BYTES = 1 << 20;
  private static final int POLL_RECORDS = 1000;

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
    properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, threads(config));
    properties.put(
        StreamsConfig.PROCESSING_GUARANTEE_CONFIG,
        config.exactlyOnce() ? StreamsConfig.EXACTLY_ONCE_V2 : StreamsConfig.AT_LEAST_ONCE);
    // A commit waits for several answers of the broker, and no event is processed meanwhile.
    properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, COMMIT_INTERVAL.toMillis());
    // Each task reads one partition, so there is no other one that its next event could wait for.
    properties.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, StreamsConfig.MAX_TASK_IDLE_MS_DISABLED);
    // The default of 16 KiB holds a handful of samples; a request for each handful is what costs.
    properties.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), 256 << 10);
    // Streams' own default of 32 KiB lets a fetch arrive only piece by piece, while the thread
    // waits for it; by the system's own measure it arrives while events are processed.
    properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.RECEIVE_BUFFER_CONFIG), -1);
    properties.put(StreamsConfig.producerPrefix(ProducerConfig.SEND_BUFFER_CONFIG), -1);
    // After a kill, how long the next start waits for the dead member: the least brokers allow.
    properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 6_000);
    properties.put(
        StreamsConfig.consumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), 1_500);
    // Memory is bound by what a fetch brings of a partition, in bytes as the broker keeps them (one
    // larger batch is let through); the number only spreads the cost of a poll over many events.
    properties.put(
        StreamsConfig.consumerPrefix(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG), FETCH_BYTES);
    properties.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, POLL_RECORDS);
    properties.put(
        StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), POLL_RECORDS);
    // Each event of a poll, and of what was in hand before it, may time out.
    properties.put(
        StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG),
        (int) Math.max(300_000, 2 * POLL_RECORDS * config.decodeTimeout().toMillis()));
    return properties;
  }

  private static int threads(IngestConfig config) {
    return config.threads() == 0 ? Runtime.getRuntime().availableProcessors() : config.threads();
  }

  private static void requireTopics(KafkaConfig kafka) {
    try (Admin admin = Admin.create(kafka.clientSettings())) {
      var existing = admin.listTopics().names().get();
      List<Topics.Topic> needed = new ArrayList<>(Topics.RAW);
      needed.addAll(List.of(Topics.SAMPLES, Topics.INTERACTIONS, Topics.DEAD_LETTERS));
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
