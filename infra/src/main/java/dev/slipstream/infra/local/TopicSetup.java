package dev.slipstream.infra.local;

import dev.slipstream.wire.KafkaConfig;
import dev.slipstream.wire.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/** Finds a Kafka cluster and makes the topics that are missing there. */
public final class TopicSetup {

  private static final Duration PATIENCE = Duration.ofSeconds(6);

  private TopicSetup() {}

  /**
   * Makes those of {@link Topics#ALL} that do not exist; others are left as they are.
   *
   * @param partitions of a new topic
   * @throws IllegalStateException if no broker answers within ten seconds, or it refuses
   */
  public static void ensure(KafkaConfig kafka, int partitions) {
    try (Admin admin = Admin.create(impatient(kafka))) {
      Set<String> present = admin.listTopics().names().get();
      List<NewTopic> missing =
          Topics.ALL.stream()
              .filter(t -> !present.contains(t.name()))
              .map(t -> declare(t, partitions))
              .toList();
      admin.createTopics(missing).all().get();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw unreachable(kafka, e.getCause());
      }
    } catch (KafkaException e) {
      throw unreachable(kafka, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unreachable(kafka, e);
    }
  }

  private static NewTopic declare(Topics.Topic topic, int partitions) {
    Map<String, String> configs = new HashMap<>();
    configs.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, "" + LocalBroker.MAX_MESSAGE_BYTES);
    configs.put(
        TopicConfig.CLEANUP_POLICY_CONFIG,
        topic.compacted() ? TopicConfig.CLEANUP_POLICY_COMPACT : TopicConfig.CLEANUP_POLICY_DELETE);
    return new NewTopic(topic.name(), Optional.of(partitions), Optional.<Short>empty())
        .configs(configs);
  }

  private static Properties impatient(KafkaConfig kafka) {
    Properties properties = kafka.clientSettings();
    String millis = "" + PATIENCE.toMillis();
    properties.setProperty("request.timeout.ms", millis);
    properties.setProperty("default.api.timeout.ms", millis);
    properties.setProperty("client.id", "slipstream-topics");
    return properties;
  }

  private static IllegalStateException unreachable(KafkaConfig kafka, Throwable cause) {
    return new IllegalStateException(
        KafkaConfig.BOOTSTRAP_SERVERS.key()
            + ": must name brokers that answer, was "
            + kafka.bootstrapServers()
            + " ("
            + cause.getMessage()
            + "); start Kafka there, or name another with --bootstrap-servers",
        cause);
  }
}
