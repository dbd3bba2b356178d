package dev.slipstream.serving;

import dev.slipstream.config.Settings;
import dev.slipstream.encoder.EncoderConfig;
import dev.slipstream.serving.catalogue.Catalogue;
import dev.slipstream.serving.catalogue.KafkaReader;
import dev.slipstream.serving.catalogue.Learning;
import dev.slipstream.serving.catalogue.Materializer;
import dev.slipstream.serving.content.KafkaPictureStore;
import dev.slipstream.serving.content.PictureStore;
import dev.slipstream.serving.http.HttpServer;
import dev.slipstream.serving.http.Metrics;
import dev.slipstream.serving.index.ExactIndex;
import dev.slipstream.wire.KafkaConfig;
import dev.slipstream.wire.Topics;
import java.util.List;
import java.util.Optional;

/** Serves the embeddings in Kafka over HTTP until it is closed. */
public final class ServingApp implements AutoCloseable {

  private static final List<String> READ =
      List.of(Topics.EMBEDDINGS.name(), Topics.ENCODERS.name(), Topics.PROGRESS.name());

  private final KafkaReader reader;
  private final PictureStore pictures;
  private final HttpServer http;

  private ServingApp(KafkaReader reader, PictureStore pictures, HttpServer http) {
    this.reader = reader;
    this.pictures = pictures;
    this.http = http;
  }

  /**
   * Starts serving: listens at once, is ready when all that lies in Kafka has been read.
   *
   * @param settings with the options of {@link ServingConfig}, {@link KafkaConfig} and {@link
   *     EncoderConfig}
   * @throws IllegalStateException saying what to do, if no broker answers within 6 seconds or the
   *     port is taken
   */
  public static ServingApp start(Settings settings) {
    ServingConfig config = ServingConfig.from(settings);
    KafkaConfig kafka = KafkaConfig.from(settings);
    String encoder = settings.get(EncoderConfig.NAME);
    Catalogue catalogue = new Catalogue(config.coverage(), config.maxItems(), ExactIndex::new);
    Learning learning = new Learning();
    Materializer materializer = new Materializer(encoder, catalogue, learning);
    KafkaReader reader =
        new KafkaReader(
            KafkaReader.connect(kafka), READ, materializer::accept, catalogue::restored);
    Metrics metrics = new Metrics(catalogue, learning);
    metrics.addReader(reader::lag, materializer::rejected);
    PictureStore pictures = KafkaPictureStore.connect(kafka);
    try {
      HttpServer http =
          HttpServer.start(
              config,
              encoder,
              catalogue,
              learning,
              pictures,
              () -> waitingFor(reader, catalogue),
              metrics);
      reader.start();
      return new ServingApp(reader, pictures, http);
    } catch (RuntimeException e) {
      pictures.close();
      reader.close();
      throw e;
    }
  }

  private static Optional<String> waitingFor(KafkaReader reader, Catalogue catalogue) {
    return reader
        .waitingFor()
        .or(
            () ->
                catalogue.served().isPresent()
                    ? Optional.empty()
                    : Optional.of("waiting for the first encoder version"));
  }

  /** The port it listens on. */
  public int port() {
    return http.port();
  }

  @Override
  public void close() {
    http.close();
    reader.close();
    pictures.close();
  }
}
