package dev.slipstream.infra.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipstream.wire.DeadLetter;
import dev.slipstream.wire.KafkaConfig;
import dev.slipstream.wire.Topics;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends events back to the raw topics they came from, as they were: key, headers, payload and
 * timestamp. One header is added, {@link #MARK}. For one thread.
 */
public final class Replay implements AutoCloseable {

  /** Header of an event that was sent back; its value says which dead letter it was. */
  public static final String MARK = "slipstream-replay";

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Why an event cannot be sent back. */
  public enum Obstacle {
    PAYLOAD_CUT("the payload was cut (ingest.dead-letter-bytes)"),
    KEY_OR_HEADERS_CUT("the key or headers were cut"),
    PAYLOAD_CHANGED("the payload does not match its hash"),
    NO_RAW_TOPIC("it came from no raw topic");

    private final String text;

    Obstacle(String text) {
      this.text = text;
    }

    /** For people. */
    public String text() {
      return text;
    }
  }

  private final Producer<byte[], byte[]> producer;
  private final AtomicLong written = new AtomicLong();
  private final AtomicReference<Exception> failure = new AtomicReference<>();

  Replay(Producer<byte[], byte[]> producer) {
    this.producer = producer;
  }

  /** A replay to these brokers, which must be reachable. */
  public static Replay to(KafkaConfig kafka) {
    return new Replay(
        new KafkaProducer<>(
            kafka.rawProducerSettings(PATIENCE),
            new ByteArraySerializer(),
            new ByteArraySerializer()));
  }

  /** Why this event cannot be sent back; empty if it can. */
  public static Optional<Obstacle> obstacle(DeadLetter letter) {
    if (Topics.RAW.stream().noneMatch(t -> t.name().equals(letter.getOrigin().getTopic()))) {
      return Optional.of(Obstacle.NO_RAW_TOPIC); // a letter must not open other topics
    }
    if (letter.getPayloadBytes() != letter.getPayload().size()) {
      return Optional.of(Obstacle.PAYLOAD_CUT);
    }
    if (letter.getCut()) {
      return Optional.of(Obstacle.KEY_OR_HEADERS_CUT);
    }
    return letter
            .getPayloadSha256()
            .equals(DigestUtils.sha256Hex(letter.getPayload().toByteArray()))
        ? Optional.empty()
        : Optional.of(Obstacle.PAYLOAD_CHANGED);
  }

  /**
   * Sends one event back; returns before it is written.
   *
   * @param kept has no {@link #obstacle}
   * @throws IllegalArgumentException in one line, if writing fails
   */
  public void send(KeptLetter kept) {
    requireNoFailure();
    write(record(kept));
  }

  /**
   * Waits until everything sent is written.
   *
   * @return events written
   * @throws IllegalArgumentException in one line, if writing fails
   */
  public long flush() {
    producer.flush();
    requireNoFailure();
    return written.get();
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the callback hears of every failure
  private void write(ProducerRecord<byte[], byte[]> event) {
    try {
      producer.send(
          event,
          (metadata, e) -> {
            if (e == null) {
              written.incrementAndGet();
            } else {
              failure.compareAndSet(null, e);
            }
          });
    } catch (KafkaException e) {
      failure.compareAndSet(null, e);
    }
  }

  private static ProducerRecord<byte[], byte[]> record(KeptLetter kept) {
    DeadLetter letter = kept.letter();
    Headers headers = new RecordHeaders();
    letter
        .getHeadersList()
        .forEach(
            h -> headers.add(h.getKey(), h.getValueNull() ? null : h.getValue().toByteArray()));
    String from = Topics.DEAD_LETTERS.name() + "/" + kept.position();
    headers.add(MARK, from.getBytes(UTF_8));
    return new ProducerRecord<>(
        letter.getOrigin().getTopic(),
        null,
        kept.timestamp() < 0 ? null : kept.timestamp(),
        kept.key(),
        letter.getPayloadNull() ? null : letter.getPayload().toByteArray(),
        headers);
  }

  private void requireNoFailure() {
    Exception e = failure.get();
    if (e != null) {
      throw new IllegalArgumentException(
          "raw topics: must be writable, were not after %d events: %s"
              .formatted(written.get(), e.getMessage()),
          e);
    }
  }

  @Override
  public void close() {
    producer.close(PATIENCE);
  }
}
