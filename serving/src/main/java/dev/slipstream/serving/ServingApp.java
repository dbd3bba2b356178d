package dev.slipstream.serving;

import dev.slipstream.config.Settings;
import dev.slipstream.ingest.IngestConfig;
import dev.slipstream.ingest.interaction.InteractionJson;
import dev.slipstream.ingest.interaction.InteractionLimits;
import dev.slipstream.serving.catalogue.Catalogue;
import dev.slipstream.serving.catalogue.Checkpoints;
import dev.slipstream.serving.catalogue.Generation;
import dev.slipstream.serving.catalogue.KafkaReader;
import dev.slipstream.serving.catalogue.Materializer;
import dev.slipstream.serving.catalogue.ServedEncoders;
import dev.slipstream.serving.content.ContentStore;
import dev.slipstream.serving.content.KafkaContentStore;
import dev.slipstream.serving.feedback.InteractionLog;
import dev.slipstream.serving.feedback.KafkaInteractionLog;
import dev.slipstream.serving.http.HttpServer;
import dev.slipstream.serving.http.Metrics;
import dev.slipstream.serving.index.IvfIndex;
import dev.slipstream.wire.KafkaConfig;
import dev.slipstream.wire.Topics;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Serves the embeddings in Kafka over HTTP until it is closed. */
public final class ServingApp implements AutoCloseable {

  private static final List<String> READ =
      List.of(Topics.EMBEDDINGS.name(), Topics.ENCODERS.name(), Topics.PROGRESS.name());

  private final KafkaReader reader;
  private final Checkpoints checkpoints;
  private final ContentStore pictures;
  private final InteractionLog interactions;
  private final HttpServer http;
  private final ExecutorService indexBuilder;

  private ServingApp(
      ExecutorService indexBuilder,
      KafkaReader reader,
      Checkpoints checkpoints,
      ContentStore pictures,
      InteractionLog interactions,
      HttpServer http) {
    this.indexBuilder = indexBuilder;
    this.reader = reader;
    this.checkpoints = checkpoints;
    this.pictures = pictures;
    this.interactions = interactions;
    this.http = http;
  }

  /**
   * Starts serving: listens at once, is ready when all that lies in Kafka has been read.
   *
   * @param home what is to be found again at the next start is kept there
   * @param settings with the options of {@link ServingConfig} and {@link KafkaConfig}
   * @throws IllegalStateException saying what to do, if no broker answers within 6 seconds or the
   *     port is taken
   */
  public static ServingApp start(Settings settings, Path home) {
    ServingConfig config = ServingConfig.from(settings);
    KafkaConfig kafka = KafkaConfig.from(settings);
    ExecutorService indexBuilder = Executors.newSingleThreadExecutor(ServingApp::builderThread);
    ServedEncoders encoders =
        new ServedEncoders(
            config.encoder(),
            () ->
                new Catalogue(
                    config.coverage(),
                    config.maxItems(),
                    config.pin(),
                    (width, expected) ->
                        new IvfIndex(
                            width, config.exactUpTo(), expected, config.recall(), indexBuilder)));
    Materializer materializer = new Materializer(encoders);
    Checkpoints checkpoints =
        new Checkpoints(
            home.resolve("embeddings.checkpoint"),
            config.checkpointInterval(),
            encoders,
            materializer,
            Checkpoints.topicId(kafka));
    KafkaReader reader =
        new KafkaReader(
            KafkaReader.connect(kafka),
            READ,
            materializer::accept,
            checkpoints::restore,
            encoders::restored);
    Metrics metrics = new Metrics(encoders);
    metrics.addReader(reader::lag, materializer::rejected);
    ContentStore pictures = KafkaContentStore.connect(kafka);
    InteractionLog interactions = KafkaInteractionLog.connect(kafka);
    InteractionJson rules =
        InteractionJson.of(
            InteractionLimits.from(settings), settings.get(IngestConfig.MAX_KEY_BYTES));
    try {
      HttpServer http =
          HttpServer.start(
              config,
              new HttpServer.Backends(
                  encoders, pictures, interactions, rules, () -> waitingFor(reader, encoders)),
              metrics);
      reader.start();
      checkpoints.start(reader::positions);
      return new ServingApp(indexBuilder, reader, checkpoints, pictures, interactions, http);
    } catch (RuntimeException e) {
      interactions.close();
      pictures.close();
      reader.close();
      throw e;
    }
  }

  private static Thread builderThread(Runnable task) {
    Thread thread = new Thread(task, "index-builder");
    thread.setDaemon(true);
    return thread;
  }

  private static Optional<String> waitingFor(KafkaReader reader, ServedEncoders encoders) {
    return reader.waitingFor().or(() -> waitingFor(encoders.preferred().catalogue().served()));
  }

  private static Optional<String> waitingFor(Optional<Generation> served) {
    if (served.isEmpty()) {
      return Optional.of("waiting for the first encoder version");
    }
    return served.get().isSettled() ? Optional.empty() : Optional.of("the index is being made");
  }

  /** The port it listens on. */
  public int port() {
    return http.port();
  }

  @Override
  public void close() {
    http.close();
    interactions.close();
    reader.close();
    checkpoints.close(); // nothing comes any more
    pictures.close();
    indexBuilder.shutdownNow();
  }
}
