package dev.slipstream.infra.bench;

import dev.slipstream.wire.KafkaConfig;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongFunction;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes what a bench reads. */
final class TopicFill {

  private TopicFill() {}

  /**
   * Sends {@code count} records and waits until all are acknowledged.
   *
   * @throws IllegalStateException if one was not
   */
  @SuppressWarnings("FutureReturnValueIgnored") // the callback hears of every failure
  static <T> void send(
      KafkaConfig kafka,
      Serializer<T> values,
      long count,
      LongFunction<ProducerRecord<String, T>> records) {
    AtomicReference<Exception> failure = new AtomicReference<>();
    Properties properties = kafka.clientSettings();
    // For the reason that KafkaConfig.rawProducerSettings gives.
    properties.setProperty(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, "1");
    // Few large requests: they are not what is measured, and cost the same cores.
    properties.setProperty(ProducerConfig.LINGER_MS_CONFIG, "20");
    properties.setProperty(ProducerConfig.BATCH_SIZE_CONFIG, "131072");
    try (KafkaProducer<String, T> producer =
        new KafkaProducer<>(properties, new StringSerializer(), values)) {
      for (long i = 0; i < count; i++) {
        producer.send(
            records.apply(i),
            (written, error) -> {
              if (error != null) {
                failure.set(error);
              }
            });
      }
      producer.flush();
    }
    if (failure.get() != null) {
      throw new IllegalStateException("records cannot be written to Kafka", failure.get());
    }
  }
}
