package dev.slipstream.infra.local;

import dev.slipstream.wire.KafkaConfig;
import dev.slipstream.wire.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;

/** Finds a Kafka cluster and makes the topics that are missing there. */
public final class TopicSetup {

  private static final Duration PATIENCE = Duration.ofSeconds(6);

  private TopicSetup() {}

  /**
   * Makes those of {@link Topics#ALL} that do not exist; others are left as they are.
   *
   * @param partitions of a new topic
   * @throws IllegalArgumentException if no broker answers within six seconds
   * @throws IllegalStateException if the brokers refuse
   */
  public static void ensure(KafkaConfig kafka, int partitions) {
    kafka.requireReachable(PATIENCE);
    try (Admin admin = Admin.create(kafka.clientSettings())) {
      Set<String> present = admin.listTopics().names().get();
      List<NewTopic> missing =
          Topics.ALL.stream()
              .filter(t -> !present.contains(t.name()))
              .map(t -> declare(t, partitions))
              .toList();
      admin.createTopics(missing).all().get();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw new IllegalStateException(
            "topics: cannot be created on "
                + kafka.bootstrapServers()
                + " ("
                + e.getCause().getMessage()
                + "); create them by hand or allow it",
            e.getCause());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while topics were created", e);
    }
  }

  private static NewTopic declare(Topics.Topic topic, int partitions) {
    return new NewTopic(topic.name(), Optional.of(partitions), Optional.<Short>empty())
        .configs(topic.configs());
  }
}
