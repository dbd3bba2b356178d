package dev.slipstream.serving.feedback;

import dev.slipstream.wire.KafkaConfig;
import dev.slipstream.wire.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes to {@code raw.interaction}; each write waits for all replicas in sync. */
public final class KafkaInteractionLog implements InteractionLog {

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Producer<byte[], byte[]> producer;

  KafkaInteractionLog(Producer<byte[], byte[]> producer) {
    this.producer = producer;
  }

  /** A log on these brokers; they are asked only when something is written. */
  public static InteractionLog connect(KafkaConfig kafka) {
    Properties properties = kafka.rawProducerSettings(PATIENCE);
    properties.setProperty(ProducerConfig.CLIENT_ID_CONFIG, "slipstream-serving-interactions");
    properties.setProperty(ProducerConfig.LINGER_MS_CONFIG, "2"); // somebody waits
    properties.setProperty(
        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Long.toString(PATIENCE.toMillis()));
    properties.setProperty(
        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Long.toString(PATIENCE.toMillis() / 2));
    return new KafkaInteractionLog(
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer()));
  }

  @Override
  public void append(List<Entry> interactions) {
    try {
      List<Future<RecordMetadata>> written =
          interactions.stream().map(entry -> producer.send(record(entry))).toList();
      for (Future<RecordMetadata> one : written) {
        one.get(2 * PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (ExecutionException e) {
      throw new FeedbackUnavailableException("Kafka: " + e.getCause().getMessage(), e);
    } catch (KafkaException e) {
      throw new FeedbackUnavailableException("Kafka: " + e.getMessage(), e);
    } catch (TimeoutException e) {
      throw new FeedbackUnavailableException("Kafka gave no answer in time", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FeedbackUnavailableException("the server stops", e);
    }
  }

  private static ProducerRecord<byte[], byte[]> record(Entry entry) {
    byte[] key = entry.user().isEmpty() ? null : entry.user().getBytes(StandardCharsets.UTF_8);
    return new ProducerRecord<>(Topics.RAW_INTERACTION.name(), key, entry.json());
  }

  @Override
  public void close() {
    producer.close(PATIENCE);
  }
}
