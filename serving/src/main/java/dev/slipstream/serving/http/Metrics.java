package dev.slipstream.serving.http;

import dev.slipstream.serving.catalogue.CatalogueStatus;
import dev.slipstream.serving.catalogue.Learning;
import dev.slipstream.serving.catalogue.ServedEncoders;
import dev.slipstream.wire.Progress;
import io.javalin.Javalin;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** What Prometheus reads. One registry for each server, so that several can live in one process. */
public final class Metrics {

  private static final String ENCODER = "encoder";
  private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST");

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final ExpositionFormats formats = ExpositionFormats.init();
  private final Histogram requests =
      Histogram.builder()
          .name("slipstream_serving_request_duration_seconds")
          .help("Time to answer a request, by route.")
          .labelNames("method", "route", "status")
          .classicUpperBounds(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)
          .classicOnly()
          .register(registry);

  /** The metrics of a server and of what it serves. */
  public Metrics(ServedEncoders encoders) {
    JvmMetrics.builder().register(registry);
    catalogueMetrics(encoders);
    learnerMetrics(encoders);
    VersionMetrics.register(encoders, registry);
  }

  /** Adds what the reader of Kafka tells: records behind by topic, and records not usable. */
  public void addReader(Supplier<Map<String, Long>> lag, LongSupplier rejected) {
    GaugeWithCallback.builder()
        .name("slipstream_serving_consumer_lag_records")
        .help("Records behind the end of a topic.")
        .labelNames("topic")
        .callback(gauge -> lag.get().forEach((topic, behind) -> gauge.call(behind, topic)))
        .register(registry);
    counter("slipstream_serving_rejected_records", "Records that could not be used.", rejected);
  }

  private void catalogueMetrics(ServedEncoders encoders) {
    catalogue(
        encoders,
        "slipstream_serving_items",
        "Items some encoder version has embedded.",
        CatalogueStatus::knownItems);
    catalogue(
        encoders,
        "slipstream_serving_served_version",
        "Encoder version served; -1 if none.",
        CatalogueStatus::servedVersion);
    catalogue(
        encoders,
        "slipstream_serving_served_items",
        "Items of the version served.",
        CatalogueStatus::servedItems);
    catalogue(
        encoders,
        "slipstream_serving_next_version",
        "Encoder version being filled; -1 if none.",
        CatalogueStatus::fillingVersion);
    catalogue(
        encoders,
        "slipstream_serving_next_coverage_ratio",
        "Share of the items the version being filled has embedded.",
        CatalogueStatus::fillingCoverage);
    CounterWithCallback.builder()
        .name("slipstream_serving_refused_embeddings")
        .help("Vectors refused because serving.max-items are known.")
        .labelNames(ENCODER)
        .callback(
            counter ->
                encoders
                    .all()
                    .forEach(
                        e ->
                            counter.call((double) e.catalogue().status().refusedItems(), e.name())))
        .register(registry);
  }

  private void learnerMetrics(ServedEncoders encoders) {
    learner(encoders, "slipstream_learner_step", "Steps learned.", Progress::getStep);
    learner(encoders, "slipstream_learner_loss_nats", "Loss, lately.", Progress::getLoss);
    learner(
        encoders,
        "slipstream_learner_chance_nats",
        "Loss of guessing: ln(negatives + 1).",
        Learning::chance);
    learner(
        encoders,
        "slipstream_learner_negatives",
        "Negatives each sample is compared with.",
        Progress::getNegatives);
    learner(
        encoders,
        "slipstream_learner_samples_per_second",
        "Samples learned from in a second, lately.",
        Progress::getSamplesPerSecond);
    learner(
        encoders,
        "slipstream_learner_samples_seen",
        "Samples learned from since the beginning.",
        Progress::getSamplesSeen);
    learner(
        encoders,
        "slipstream_learner_published_version",
        "Encoder version published last; -1 before the first.",
        Progress::getPublishedVersion);
  }

  private void catalogue(
      ServedEncoders encoders, String name, String help, ToDoubleFunction<CatalogueStatus> value) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .labelNames(ENCODER)
        .callback(
            gauge ->
                encoders
                    .all()
                    .forEach(
                        e -> gauge.call(value.applyAsDouble(e.catalogue().status()), e.name())))
        .register(registry);
  }

  /** A gauge that is absent before the learner's first report. */
  private void learner(
      ServedEncoders encoders, String name, String help, ToDoubleFunction<Progress> value) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .labelNames(ENCODER)
        .callback(
            gauge ->
                encoders
                    .all()
                    .forEach(
                        e ->
                            e.learning()
                                .progress()
                                .map(value::applyAsDouble)
                                .ifPresent(found -> gauge.call(found, e.name()))))
        .register(registry);
  }

  private void counter(String name, String help, LongSupplier value) {
    CounterWithCallback.builder()
        .name(name)
        .help(help)
        .callback(counter -> counter.call((double) value.getAsLong()))
        .register(registry);
  }

  void addTo(Javalin app) {
    app.get("/metrics", this::write);
  }

  /** Notes a request that has been answered. */
  void observe(Context ctx, float millis) {
    String method = ctx.req().getMethod();
    // A request that no route took has seen the handlers before all routes only.
    String route = ctx.handlerType() == HandlerType.BEFORE ? "none" : ctx.endpointHandlerPath();
    requests
        .labelValues(
            METHODS.contains(method) ? method : "other",
            route,
            Integer.toString(ctx.res().getStatus()))
        .observe(millis / 1e3);
  }

  private void write(Context ctx) throws IOException {
    ExpositionFormatWriter writer = formats.findWriter(ctx.header("Accept"));
    ctx.contentType(writer.getContentType());
    writer.write(ctx.outputStream(), registry.scrape());
  }
}
