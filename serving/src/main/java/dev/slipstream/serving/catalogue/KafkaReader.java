package dev.slipstream.serving.catalogue;

import dev.slipstream.wire.KafkaConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads whole topics, from the beginning or where it left off, committed records only, on a thread
 * of its own, until it is closed. Belongs to no consumer group: every process holds everything.
 * Topics that do not exist yet are awaited, partitions added later are found, and a broker that
 * goes away is awaited too.
 */
public final class KafkaReader implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(KafkaReader.class);
  private static final Duration REACH = Duration.ofSeconds(6);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration ASK = Duration.ofSeconds(5);
  private static final long RETRY_MILLIS = 500;
  private static final long LOOK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final Consumer<byte[], byte[]> consumer;
  private final List<String> topics;
  private final java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> sink;
  private final Supplier<Map<TopicPartition, Long>> restore;
  private final Runnable caughtUp;
  private final Thread thread = new Thread(this::run, "slipstream-serving-reader");
  private final CountDownLatch closed = new CountDownLatch(1);

  private final Map<String, Long> lag = new ConcurrentHashMap<>();
  private Map<TopicPartition, Long> endAtStart;
  private long lastLook;
  private volatile String waitingFor;
  private volatile Map<TopicPartition, Long> positions = Map.of();

  /**
   * A reader that has not started.
   *
   * @param consumer used by this reader alone and closed with it
   * @param topics read whole
   * @param sink called with each record, on the reader's thread
   * @param restore called once, before anything is read; says where reading begins, if not at the
   *     beginning
   * @param caughtUp called once, when all that was there at the start has been read
   */
  public KafkaReader(
      Consumer<byte[], byte[]> consumer,
      List<String> topics,
      java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> sink,
      Supplier<Map<TopicPartition, Long>> restore,
      Runnable caughtUp) {
    this.consumer = consumer;
    this.topics = topics;
    this.sink = sink;
    this.restore = restore;
    this.caughtUp = caughtUp;
    this.waitingFor = "Kafka has not been asked yet";
  }

  /**
   * A consumer fit for a reader.
   *
   * @param client names it in brokers' logs
   * @throws IllegalStateException saying what to do, if no broker answers within 10 seconds
   */
  public static Consumer<byte[], byte[]> connect(KafkaConfig kafka, String client) {
    return connect(kafka, client, REACH);
  }

  static Consumer<byte[], byte[]> connect(KafkaConfig kafka, String client, Duration reach) {
    Properties properties = kafka.clientSettings();
    properties.setProperty("client.id", client);
    properties.setProperty("isolation.level", "read_committed");
    properties.setProperty("auto.offset.reset", "earliest");
    properties.setProperty("enable.auto.commit", "false");
    properties.setProperty("allow.auto.create.topics", "false");
    Consumer<byte[], byte[]> consumer = null;
    try {
      consumer =
          new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
      consumer.listTopics(reach);
      return consumer;
    } catch (KafkaException e) {
      if (consumer != null) {
        consumer.close(CloseOptions.timeout(Duration.ZERO));
      }
      throw new IllegalStateException(unreachable(kafka, reach, e), e);
    }
  }

  private static String unreachable(KafkaConfig kafka, Duration reach, KafkaException e) {
    String found =
        e instanceof TimeoutException
            ? "no answer within " + reach.toSeconds() + "s"
            : e.getMessage();
    return KafkaConfig.BOOTSTRAP_SERVERS.key()
        + ": must lead to a Kafka broker, was "
        + kafka.bootstrapServers()
        + " ("
        + found
        + "); start the broker or name another";
  }

  /** Starts reading. */
  public void start() {
    thread.setDaemon(true);
    thread.start();
  }

  /** What is not read yet of that which was there at the start; empty when all is. */
  public Optional<String> waitingFor() {
    return Optional.ofNullable(waitingFor);
  }

  /**
   * The offsets of the records to be read next, all before them having been taken in; none until
   * all that was there at the start has been.
   */
  public Map<TopicPartition, Long> positions() {
    return positions;
  }

  /** Records behind the end of each topic, as of the last poll. */
  public Map<String, Long> lag() {
    return Map.copyOf(lag);
  }

  private void run() {
    try {
      while (closed.getCount() > 0) {
        turn();
      }
    } catch (WakeupException e) {
      LOG.debug("woken to close");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.error("reading {} has stopped", topics, e);
      waitingFor = "reading Kafka has stopped; its log says why";
    } finally {
      consumer.close(CloseOptions.timeout(ASK));
    }
  }

  private void turn() throws InterruptedException {
    try {
      lookForPartitions();
      if (endAtStart == null) {
        pause();
        return;
      }
      consumer.poll(POLL).forEach(sink);
      measureLag();
      noteProgress();
      notePositions();
    } catch (WakeupException e) {
      throw e;
    } catch (KafkaException e) {
      LOG.warn("reading {} failed, trying again: {}", topics, e.toString());
      pause();
    }
  }

  private void pause() throws InterruptedException {
    closed.await(RETRY_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Assigns all partitions of all topics, those found newly from their beginning. */
  private void lookForPartitions() {
    if (endAtStart != null && System.nanoTime() - lastLook < LOOK_AGAIN_NANOS) {
      return;
    }
    List<TopicPartition> found = new ArrayList<>();
    for (String topic : topics) {
      List<PartitionInfo> partitions = consumer.partitionsFor(topic, ASK);
      if (partitions == null || partitions.isEmpty()) {
        waitingFor = "topic " + topic + " does not exist yet";
        return;
      }
      partitions.forEach(p -> found.add(new TopicPartition(topic, p.partition())));
    }
    List<TopicPartition> added = new ArrayList<>(found);
    added.removeAll(consumer.assignment());
    if (!added.isEmpty()) {
      consumer.assign(found);
      consumer.seekToBeginning(added);
    }
    if (endAtStart == null) {
      restore.get().forEach(this::beginAt);
      endAtStart = new HashMap<>(consumer.endOffsets(found, ASK));
    }
    lastLook = System.nanoTime();
  }

  private void beginAt(TopicPartition partition, long offset) {
    if (consumer.assignment().contains(partition)) {
      consumer.seek(partition, offset);
    }
  }

  private void noteProgress() {
    if (waitingFor == null) {
      return;
    }
    long left = 0;
    for (Map.Entry<TopicPartition, Long> end : endAtStart.entrySet()) {
      left += Math.max(0, end.getValue() - consumer.position(end.getKey(), ASK));
    }
    if (left > 0) {
      waitingFor = left + " records of before the start are still to be read";
      return;
    }
    caughtUp.run();
    waitingFor = null;
  }

  private void notePositions() {
    if (waitingFor == null) {
      Map<TopicPartition, Long> all = new HashMap<>();
      consumer.assignment().forEach(p -> all.put(p, consumer.position(p, ASK)));
      positions = all;
    }
  }

  private void measureLag() {
    Map<String, Long> sums = new HashMap<>();
    for (TopicPartition partition : consumer.assignment()) {
      sums.merge(partition.topic(), consumer.currentLag(partition).orElse(0), Long::sum);
    }
    lag.putAll(sums);
  }

  @Override
  public void close() {
    closed.countDown();
    if (thread.getState() == Thread.State.NEW) {
      consumer.close(CloseOptions.timeout(Duration.ZERO));
      return;
    }
    consumer.wakeup();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
