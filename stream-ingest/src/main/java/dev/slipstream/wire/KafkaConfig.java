package dev.slipstream.wire;

import dev.slipstream.config.Option;
import dev.slipstream.config.Settings;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;

/**
 * How to reach Kafka.
 *
 * @param bootstrapServers {@code host:port[,host:port…]}
 * @param clientProperties path of a properties file given to every Kafka client (TLS, SASL); empty
 *     for none
 */
public record KafkaConfig(String bootstrapServers, String clientProperties) {

  public static final Option<String> BOOTSTRAP_SERVERS =
      Option.ofString("kafka.bootstrap-servers", "127.0.0.1:9092")
          .must(s -> s.matches("[^:,\\s]+:\\d+(,[^:,\\s]+:\\d+)*"), "host:port[,host:port...]")
          .doc("Kafka brokers to connect to first.");
  public static final Option<String> CLIENT_PROPERTIES =
      Option.ofString("kafka.client-properties", "")
          .doc("Properties file handed to every Kafka client, for TLS and SASL; empty for none.");

  public static final List<Option<?>> OPTIONS = List.of(BOOTSTRAP_SERVERS, CLIENT_PROPERTIES);

  /** Reads the options of this record. */
  public static KafkaConfig from(Settings settings) {
    return new KafkaConfig(settings.get(BOOTSTRAP_SERVERS), settings.get(CLIENT_PROPERTIES));
  }

  /**
   * What every client starts from: the file's properties and the brokers.
   *
   * @throws IllegalArgumentException if the file cannot be read
   */
  public Properties clientSettings() {
    Properties properties = new Properties();
    if (!clientProperties.isEmpty()) {
      try (Reader reader = Files.newBufferedReader(Path.of(clientProperties))) {
        properties.load(reader);
      } catch (IOException e) {
        throw new IllegalArgumentException(
            CLIENT_PROPERTIES.key() + ": must be a readable file, was " + clientProperties, e);
      }
    }
    properties.setProperty("bootstrap.servers", bootstrapServers);
    return properties;
  }

  /**
   * What a producer of raw events starts from: each event once, in order, whatever its length.
   *
   * @param patience how long a send may wait for room or for the topic
   */
  public Properties rawProducerSettings(Duration patience) {
    Properties properties = clientSettings();
    properties.setProperty(ProducerConfig.ACKS_CONFIG, "all");
    properties.setProperty(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
    // A broker takes whatever batch of an unknown producer comes first: were two on their way to a
    // leader that is not ready for the first one, the second would shut the first out for ever.
    properties.setProperty(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, "1");
    properties.setProperty(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    properties.setProperty(ProducerConfig.LINGER_MS_CONFIG, "20");
    properties.setProperty(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, "" + Topics.MAX_RAW_BYTES);
    properties.setProperty(ProducerConfig.MAX_BLOCK_MS_CONFIG, "" + patience.toMillis());
    return properties;
  }

  /**
   * Checks that a broker answers, and says in one line what to do where none does.
   *
   * @throws IllegalArgumentException if none answers in time
   */
  public void requireReachable(Duration patience) {
    Properties properties = clientSettings();
    properties.setProperty("request.timeout.ms", Long.toString(patience.toMillis()));
    properties.setProperty("default.api.timeout.ms", Long.toString(patience.toMillis()));
    try (Admin admin = Admin.create(properties)) {
      admin.describeCluster().nodes().get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unreachable(patience, e);
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      throw unreachable(patience, e);
    }
  }

  private IllegalArgumentException unreachable(Duration patience, Exception cause) {
    return new IllegalArgumentException(
        BOOTSTRAP_SERVERS.key()
            + ": must answer within "
            + patience.toSeconds()
            + " s, was "
            + bootstrapServers
            + "; start the broker or correct the address",
        cause);
  }
}
