package dev.slipstream.serving.catalogue;

import dev.slipstream.serving.catalogue.LocalCheckpoint.Position;
import dev.slipstream.wire.KafkaConfig;
import dev.slipstream.wire.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.commons.lang3.concurrent.BasicThreadFactory;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps all embeddings in a local file, so that a start reads from Kafka only what came since. What
 * is in the file may be newer than its offsets say, never older: what is read again changes
 * nothing. A file that cannot be used is passed over, and everything is read from Kafka.
 */
public final class Checkpoints implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);
  private static final String TOPIC = Topics.EMBEDDINGS.name();
  private static final Duration REACH = Duration.ofSeconds(6);

  /**
   * Half of the time Kafka keeps tombstones unless told otherwise ({@code delete.retention.ms}): an
   * older file may hold items whose deletion has gone from the topic.
   */
  private static final Duration MOST_AGE = Duration.ofHours(12);

  private final LocalCheckpoint file;
  private final Duration interval;
  private final ServedEncoders encoders;
  private final Materializer materializer;
  private final Supplier<Optional<String>> topicId;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          BasicThreadFactory.builder()
              .namingPattern("slipstream-serving-checkpoints")
              .daemon(true)
              .build());
  private Supplier<Map<TopicPartition, Long>> positions = Map::of;

  /**
   * Checkpoints of the embeddings of some encoders.
   *
   * @param interval from one to the next; 0 for none at all
   * @param topicId of the topic of embeddings; empty if it is not known now
   */
  public Checkpoints(
      Path file,
      Duration interval,
      ServedEncoders encoders,
      Materializer materializer,
      Supplier<Optional<String>> topicId) {
    this.file = new LocalCheckpoint(file);
    this.interval = interval;
    this.encoders = encoders;
    this.materializer = materializer;
    this.topicId = topicId;
  }

  /** Kafka's id of the topic of embeddings; asks the brokers at each call. */
  public static Supplier<Optional<String>> topicId(KafkaConfig kafka) {
    return () -> {
      try (Admin admin = Admin.create(kafka.clientSettings())) {
        return Optional.of(
            admin
                .describeTopics(List.of(TOPIC))
                .allTopicNames()
                .get(REACH.toMillis(), TimeUnit.MILLISECONDS)
                .get(TOPIC)
                .topicId()
                .toString());
      } catch (ExecutionException | TimeoutException | KafkaException e) {
        LOG.debug("topic {} is not known now", TOPIC, e);
        return Optional.empty();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return Optional.empty();
      }
    };
  }

  /** Brings the file's embeddings into memory; says from where on the topic is to be read. */
  public Map<TopicPartition, Long> restore() {
    try {
      Optional<Position> position = interval.isZero() ? Optional.empty() : file.position();
      if (position.isEmpty() || !isUsable(position.get())) {
        return Map.of();
      }
      long began = System.nanoTime();
      file.read(materializer::embedding);
      LOG.info(
          "restored the local checkpoint in {} ms",
          TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
      Map<TopicPartition, Long> offsets = new HashMap<>();
      position
          .get()
          .offsets()
          .forEach(
              (partition, offset) -> offsets.put(new TopicPartition(TOPIC, partition), offset));
      return offsets;
    } catch (IOException e) {
      LOG.warn("serving.checkpoint: not used, all is read from Kafka: {}", e.getMessage());
      return Map.of();
    }
  }

  private boolean isUsable(Position position) {
    Duration age = Duration.ofMillis(System.currentTimeMillis() - position.writtenMillis());
    if (age.compareTo(MOST_AGE) > 0) {
      LOG.info("serving.checkpoint: must be at most {} old, was {}; not used", MOST_AGE, age);
      return false;
    }
    if (!topicId.get().equals(Optional.of(position.topicId()))) {
      LOG.info("serving.checkpoint: must be of the topic there is now; not used");
      return false;
    }
    return true;
  }

  /**
   * Writes the file again and again, and when this is closed.
   *
   * @param readUpTo offsets of the records that are to be taken in next; empty while there is more
   *     to be read than what comes
   */
  public void start(Supplier<Map<TopicPartition, Long>> readUpTo) {
    if (interval.isZero()) {
      return;
    }
    positions = readUpTo;
    long millis = interval.toMillis();
    var unused = timer.scheduleWithFixedDelay(this::write, millis, millis, TimeUnit.MILLISECONDS);
  }

  private synchronized void write() {
    Map<Integer, Long> offsets = new HashMap<>();
    positions
        .get()
        .forEach(
            (partition, offset) -> {
              if (partition.topic().equals(TOPIC)) {
                offsets.put(partition.partition(), offset);
              }
            });
    Optional<String> id = offsets.isEmpty() ? Optional.empty() : topicId.get();
    if (id.isEmpty()) {
      return;
    }
    try {
      file.write(new Position(id.get(), System.currentTimeMillis(), offsets), encoders::embeddings);
    } catch (IOException e) {
      LOG.warn("serving.checkpoint: could not be written: {}", e.toString());
    }
  }

  /** Writes a last time; whoever reads has stopped before. */
  @Override
  public void close() {
    timer.shutdown();
    write();
  }
}
