package dev.slipstream.infra.local;

import dev.slipstream.config.Settings;
import dev.slipstream.ingest.IngestApp;
import dev.slipstream.ingest.IngestCounters;
import dev.slipstream.job.flink.FlinkFiles;
import dev.slipstream.serving.Parts;
import dev.slipstream.serving.ServingApp;
import dev.slipstream.serving.ServingConfig;
import dev.slipstream.wire.KafkaConfig;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Everything in this process: broker (unless the settings name another), topics, ingest, the Flink
 * job, serving; started in this order, stopped in the reverse one. {@link #close} may be called
 * from any thread, and more than once.
 */
public final class LocalRuntime implements AutoCloseable {

  private final Parts parts = new Parts();
  private Settings settings;
  private IngestApp ingest;
  private TrainCluster train;
  private String page;

  private LocalRuntime(Settings settings) {
    this.settings = settings;
  }

  /**
   * Starts all parts; what was started is stopped again if one of them does not start.
   *
   * @param say gets one line for each part that runs
   * @throws IllegalStateException if a port is taken or the home's data cannot be used
   * @throws IllegalArgumentException if no broker answers
   */
  public static LocalRuntime start(LocalHome home, Settings settings, Consumer<String> say) {
    LocalRuntime runtime = new LocalRuntime(settings);
    try {
      runtime.startParts(home, say);
      return runtime;
    } catch (RuntimeException e) {
      runtime.close();
      throw e;
    }
  }

  private void startParts(LocalHome home, Consumer<String> say) {
    LocalConfig config = LocalConfig.from(settings);
    Ports.requireFree(LocalConfig.FLINK_PORT.key(), config.flinkPort());
    Ports.requireFree(ServingConfig.PORT.key(), settings.get(ServingConfig.PORT));
    if (!settings.overrides().containsKey(KafkaConfig.BOOTSTRAP_SERVERS.key())) {
      LocalBroker broker = parts.add(LocalBroker.start(home, config));
      settings = settings.with(KafkaConfig.BOOTSTRAP_SERVERS, broker.bootstrapServers());
    }
    say.accept("Kafka      " + settings.get(KafkaConfig.BOOTSTRAP_SERVERS));
    TopicSetup.ensure(kafka(), config.partitions());
    ingest = parts.add(IngestApp.start(settings, home.directory()));
    train = parts.add(TrainCluster.start(home, settings));
    train
        .restoredFrom()
        .ifPresent(checkpoint -> say.accept("Continuing from checkpoint " + checkpoint));
    say.accept("Flink      " + train.webAddress());
    ServingApp serving = parts.add(ServingApp.start(settings, home.serving(), FlinkFiles::open));
    page = "http://" + settings.get(ServingConfig.HOST) + ":" + serving.port();
    say.accept("Page       " + page);
  }

  /** How to reach the broker. */
  public KafkaConfig kafka() {
    return KafkaConfig.from(settings);
  }

  /** What was taken and refused since this start. */
  public IngestCounters.Snapshot ingested() {
    return ingest.counters().snapshot();
  }

  /** Address of Flink's page. */
  public String flinkPage() {
    return train.webAddress();
  }

  /** Address of the page. */
  public String page() {
    return page;
  }

  /** Why a part ended by itself, in one line; empty while all run. */
  public Optional<String> failure() {
    return ingest.failure().or(train::failure);
  }

  @Override
  public void close() {
    parts.close();
  }
}
