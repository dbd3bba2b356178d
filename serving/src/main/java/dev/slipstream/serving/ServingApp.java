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
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.apache.commons.lang3.concurrent.BasicThreadFactory;

/** Serves the embeddings in Kafka over HTTP until it is closed. */
public final class ServingApp implements AutoCloseable {

  private static final List<String> READ =
      Stream.of(Topics.EMBEDDINGS, Topics.ENCODERS, Topics.PROGRESS, Topics.EVENTS)
          .map(Topics.Topic::name)
          .toList();

  private final Parts parts = new Parts();
  private HttpServer http;

  private ServingApp() {}

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
    ServingApp app = new ServingApp();
    try {
      app.startParts(settings, home, files);
      return app;
    } catch (RuntimeException e) {
      app.close();
      throw e;
    }
  }

  private void startParts(Settings settings, Path home, AnnouncedFile.Files files) {
    ServingConfig config = ServingConfig.from(settings);
    Blocklist blocklist = Blocklist.of(config.blocklist());
    KafkaConfig kafka = KafkaConfig.from(settings);
    ServedEncoders encoders = encoders(config, background("index-builder"));
    ContextTowers towers = towers(files, encoders, background("tower-reader"));
    Announcements announcements = new Announcements();
    Materializer materializer =
        new Materializer(
            encoders,
            version -> {
              announcements.add(version);
              towers.announced(version);
            });
    InteractionMemory memory =
        new InteractionMemory(
            config.interactions(), config.interactionsOfUser(), config.maxItems());
    ContentStore contents = parts.add(KafkaContentStore.connect(kafka));
    // A reader of its own: what a user did is known at once, whatever else is to be read.
    KafkaReader interactionReader =
        parts.add(
            new KafkaReader(
                KafkaReader.connect(kafka, "slipstream-serving-memory"),
                List.of(Topics.INTERACTIONS.name()),
                memory::accept,
                Map::of,
                () -> {}));
    Checkpoints checkpoints = // written a last time when nothing is read any more
        parts.add(
            new Checkpoints(
                home.resolve("embeddings.checkpoint"),
                config.checkpointInterval(),
                encoders,
                materializer,
                Checkpoints.topicId(kafka)));
    KafkaReader reader =
        parts.add(
            new KafkaReader(
                KafkaReader.connect(kafka, "slipstream-serving"),
                READ,
                materializer::accept,
                checkpoints::restore,
                () -> {
                  encoders.restored();
                  towers.restored();
                }));
    Metrics metrics = new Metrics(encoders);
    metrics.addReader(
        () -> lag(reader, interactionReader), () -> materializer.rejected() + memory.rejected());
    InteractionLog interactions = parts.add(KafkaInteractionLog.connect(kafka));
    ContentEmbedder embedder = parts.add(new VersionEmbedder(settings, files, announcements));
    http =
        parts.add(
            HttpServer.start(
                config,
                new HttpServer.Backends(
                    encoders,
                    contents,
                    interactions,
                    InteractionJson.of(
                        InteractionLimits.from(settings), settings.get(IngestConfig.MAX_KEY_BYTES)),
                    new Recommenders(encoders, towers),
                    memory,
                    embedder,
                    blocklist::blocks,
                    () -> interactionReader.waitingFor().or(() -> waitingFor(reader, encoders))),
                metrics));
    reader.start();
    checkpoints.start(reader::positions);
    interactionReader.start();
  }

  private static ServedEncoders encoders(ServingConfig config, Executor indexBuilder) {
    return new ServedEncoders(
        config.encoder(),
        () ->
            new Catalogue(
                config.coverage(),
                config.maxItems(),
                config.pin(),
                (width, expected) ->
                    new IvfIndex(
                        width, config.exactUpTo(), expected, config.recall(), indexBuilder)));
  }

  private static ContextTowers towers(
      AnnouncedFile.Files files, ServedEncoders encoders, Executor towerReader) {
    return new ContextTowers(
        files,
        towerReader,
        (recommender, version) ->
            encoders
                .find(TowerName.content(recommender))
                .filter(encoder -> encoder.catalogue().holds(version))
                .isPresent());
  }

  private Executor background(String name) {
    ExecutorService thread =
        Executors.newSingleThreadExecutor(
            BasicThreadFactory.builder().namingPattern(name).daemon(true).build());
    parts.add(thread::shutdownNow);
    return thread;
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
    parts.close();
  }
}
