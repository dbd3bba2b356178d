package dev.slipstream.serving;

import dev.slipstream.config.Settings;
import dev.slipstream.encoder.AnnouncedFile;
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
import dev.slipstream.serving.embed.ContentEmbedder;
import dev.slipstream.serving.embed.VersionEmbedder;
import dev.slipstream.serving.feedback.InteractionLog;
import dev.slipstream.serving.feedback.InteractionMemory;
import dev.slipstream.serving.feedback.KafkaInteractionLog;
import dev.slipstream.serving.http.HttpServer;
import dev.slipstream.serving.http.Metrics;
import dev.slipstream.serving.index.IvfIndex;
import dev.slipstream.serving.tower.Announcements;
import dev.slipstream.serving.tower.ContextTowers;
import dev.slipstream.serving.tower.Recommenders;
import dev.slipstream.serving.tower.TowerName;
import dev.slipstream.wire.KafkaConfig;
import dev.slipstream.wire.Topics;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Serves the embeddings in Kafka over HTTP until it is closed. */
public final class ServingApp implements AutoCloseable {

  private static final List<String> READ =
      List.of(Topics.EMBEDDINGS.name(), Topics.ENCODERS.name(), Topics.PROGRESS.name());

  private final KafkaReader reader;
  private final Checkpoints checkpoints;
  private final KafkaReader interactionReader;
  private final ContentStore pictures;
  private final InteractionLog interactions;
  private final ContentEmbedder embedder;
  private final HttpServer http;
  private final List<ExecutorService> background;

  private ServingApp(
      List<ExecutorService> background,
      KafkaReader reader,
      Checkpoints checkpoints,
      KafkaReader interactionReader,
      ContentStore pictures,
      InteractionLog interactions,
      ContentEmbedder embedder,
      HttpServer http) {
    this.background = background;
    this.reader = reader;
    this.checkpoints = checkpoints;
    this.interactionReader = interactionReader;
    this.pictures = pictures;
    this.interactions = interactions;
    this.embedder = embedder;
    this.http = http;
  }

  /**
   * Starts serving: listens at once, is ready when all that lies in Kafka has been read.
   *
   * @param settings with the options of {@link ServingConfig} and {@link KafkaConfig}
   * @param home what is to be found again at the next start is kept there
   * @param files opens the files of encoder versions
   * @throws IllegalStateException saying what to do, if no broker answers within 6 seconds or the
   *     port is taken
   */
  public static ServingApp start(Settings settings, Path home, AnnouncedFile.Files files) {
    ServingConfig config = ServingConfig.from(settings);
    KafkaConfig kafka = KafkaConfig.from(settings);
    ExecutorService indexBuilder = daemon("index-builder");
    ExecutorService towerReader = daemon("tower-reader");
    Blocklist blocklist = Blocklist.of(config.blocklist());
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
    ContextTowers towers =
        new ContextTowers(
            files,
            towerReader,
            (recommender, version) ->
                encoders
                    .find(TowerName.content(recommender))
                    .filter(encoder -> encoder.catalogue().holds(version))
                    .isPresent());
    Announcements announcements = new Announcements();
    Materializer materializer =
        new Materializer(
            encoders,
            version -> {
              announcements.add(version);
              towers.announced(version);
            });
    ContentEmbedder embedder = new VersionEmbedder(settings, files, announcements);
    InteractionMemory memory =
        new InteractionMemory(
            config.interactions(), config.interactionsOfUser(), config.maxItems());
    Checkpoints checkpoints =
        new Checkpoints(
            home.resolve("embeddings.checkpoint"),
            config.checkpointInterval(),
            encoders,
            materializer,
            Checkpoints.topicId(kafka));
    KafkaReader reader =
        new KafkaReader(
            KafkaReader.connect(kafka, "slipstream-serving"),
            READ,
            materializer::accept,
            checkpoints::restore,
            () -> {
              encoders.restored();
              towers.restored();
            });
    // A reader of its own: what a user did is known at once, whatever else is to be read.
    KafkaReader interactionReader =
        new KafkaReader(
            KafkaReader.connect(kafka, "slipstream-serving-memory"),
            List.of(Topics.INTERACTIONS.name()),
            memory::accept,
            Map::of,
            () -> {});
    Metrics metrics = new Metrics(encoders);
    metrics.addReader(
        () -> lag(reader, interactionReader), () -> materializer.rejected() + memory.rejected());
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
                  encoders,
                  pictures,
                  interactions,
                  rules,
                  new Recommenders(encoders, towers),
                  memory,
                  embedder,
                  blocklist::blocks,
                  () -> interactionReader.waitingFor().or(() -> waitingFor(reader, encoders))),
              metrics);
      reader.start();
      checkpoints.start(reader::positions);
      interactionReader.start();
      return new ServingApp(
          List.of(indexBuilder, towerReader),
          reader,
          checkpoints,
          interactionReader,
          pictures,
          interactions,
          embedder,
          http);
    } catch (RuntimeException e) {
      embedder.close();
      interactions.close();
      pictures.close();
      reader.close();
      interactionReader.close();
      throw e;
    }
  }

  private static ExecutorService daemon(String name) {
    return Executors.newSingleThreadExecutor(
        task -> {
          Thread thread = new Thread(task, name);
          thread.setDaemon(true);
          return thread;
        });
  }

  private static Map<String, Long> lag(KafkaReader... readers) {
    Map<String, Long> lag = new HashMap<>();
    for (KafkaReader reader : readers) {
      lag.putAll(reader.lag());
    }
    return lag;
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
    embedder.close();
    interactions.close();
    reader.close();
    checkpoints.close(); // nothing comes any more
    interactionReader.close();
    pictures.close();
    background.forEach(ExecutorService::shutdownNow);
  }
}
