package dev.slipstream.infra.local;

import dev.slipstream.wire.Topics;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * A real Kafka broker and its controller in this JVM, bound to 127.0.0.1. What it keeps lies in the
 * home's {@code kafka} directory and survives {@code kill -9}: a start finds and completes what was
 * there.
 */
public final class LocalBroker implements AutoCloseable {

  private static final int NODE = 1;
  private static final String META = "meta.properties";

  private final KafkaRaftServer server;
  private final String bootstrapServers;

  private LocalBroker(KafkaRaftServer server, String bootstrapServers) {
    this.server = server;
    this.bootstrapServers = bootstrapServers;
  }

  /**
   * Starts the broker on the home's data and returns when it takes requests.
   *
   * @throws IllegalStateException if the port is taken or the data cannot be used; the message says
   *     what to do
   */
  public static LocalBroker start(LocalHome home, LocalConfig config) {
    int port = Ports.requireFree(LocalConfig.KAFKA_PORT.key(), config.kafkaPort());
    String bootstrapServers = Ports.HOST + ":" + port;
    try {
      format(home.kafka());
      Properties settings = settings(home.kafka(), config, port);
      KafkaRaftServer server =
          new KafkaRaftServer(KafkaConfig.fromProps(settings, false), Time.SYSTEM);
      server.startup();
      return new LocalBroker(server, bootstrapServers);
    } catch (Exception e) {
      throw new IllegalStateException(
          "home: must hold intact broker data, "
              + home.kafka()
              + " cannot be used ("
              + e.getMessage()
              + "); delete "
              + home.directory()
              + " to start anew, or choose another directory with --home",
          e);
    }
  }

  /** {@code 127.0.0.1:port}. */
  public String bootstrapServers() {
    return bootstrapServers;
  }

  /** Stops in order, so that the next start need not recover. */
  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }

  /** Makes the data directory in one move, so that a killed format leaves none behind. */
  private static void format(Path data) throws Exception {
    if (Files.exists(data)) {
      if (!Files.isRegularFile(data.resolve(META))) {
        throw new IOException(META + " is missing");
      }
      return;
    }
    Path next = data.resolveSibling(data.getFileName() + ".new");
    LocalHome.deleteTree(next);
    Files.createDirectories(next);
    try (PrintStream quiet =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
      new Formatter()
          .setPrintStream(quiet)
          .setNodeId(NODE)
          .setClusterId(Uuid.randomUuid().toString())
          .addDirectory(next.toString())
          .setMetadataLogDirectory(next.toString())
          .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
          .setControllerListenerName("CONTROLLER")
          .setHasDynamicQuorum(false)
          .run();
    }
    Files.move(next, data, StandardCopyOption.ATOMIC_MOVE);
  }

  private static Properties settings(Path data, LocalConfig config, int port) {
    String clients = "PLAINTEXT://" + Ports.HOST + ":" + port;
    int controllerPort = Ports.anyFreeBut(port);
    Properties p = new Properties();
    p.setProperty("process.roles", "broker,controller");
    p.setProperty("node.id", "" + NODE);
    p.setProperty("log.dirs", data.toString());
    p.setProperty("listeners", clients + ",CONTROLLER://" + Ports.HOST + ":" + controllerPort);
    p.setProperty("advertised.listeners", clients);
    p.setProperty("inter.broker.listener.name", "PLAINTEXT");
    p.setProperty("controller.listener.names", "CONTROLLER");
    p.setProperty("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    p.setProperty("controller.quorum.voters", NODE + "@" + Ports.HOST + ":" + controllerPort);
    // One broker: nothing to replicate to, and few partitions of Kafka's own.
    for (String topic : new String[] {"offsets.topic", "transaction.state.log"}) {
      p.setProperty(topic + ".replication.factor", "1");
      p.setProperty(topic + ".num.partitions", "5");
    }
    p.setProperty("transaction.state.log.min.isr", "1");
    p.setProperty("share.coordinator.state.topic.replication.factor", "1");
    p.setProperty("share.coordinator.state.topic.min.isr", "1");
    p.setProperty("group.initial.rebalance.delay.ms", "0");
    p.setProperty("auto.create.topics.enable", "false");
    p.setProperty("transaction.max.timeout.ms", "900000");
    p.setProperty("message.max.bytes", "" + Topics.MAX_RAW_BYTES);
    p.setProperty("log.retention.ms", "-1");
    p.setProperty("log.retention.bytes", "" + config.retentionBytes());
    p.setProperty("log.segment.bytes", "" + (128 << 20));
    // After kill -9 the next start waits until its dead predecessor's registration and the
    // transactions of that one's clients have run out.
    p.setProperty("broker.session.timeout.ms", "3000");
    p.setProperty("broker.heartbeat.interval.ms", "500");
    p.setProperty("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
    // Flink's sinks take a transactional id for each checkpoint; a week of them would pile up.
    p.setProperty("transactional.id.expiration.ms", "86400000");
    // A guest in this process: small buffers and few threads.
    p.setProperty("log.cleaner.dedupe.buffer.size", "" + (16 << 20));
    p.setProperty("num.network.threads", "2");
    p.setProperty("num.io.threads", "4");
    p.setProperty("background.threads", "2");
    return p;
  }
}
