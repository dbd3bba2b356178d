package dev.slipstream.serving.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipstream.ingest.interaction.InteractionJson;
import dev.slipstream.serving.ServingConfig;
import dev.slipstream.serving.catalogue.ServedEncoders;
import dev.slipstream.serving.content.ContentStore;
import dev.slipstream.serving.embed.ContentEmbedder;
import dev.slipstream.serving.feedback.InteractionLog;
import dev.slipstream.serving.feedback.InteractionMemory;
import dev.slipstream.serving.page.Page;
import dev.slipstream.serving.tower.Recommenders;
import dev.slipstream.wire.Topics;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import io.javalin.json.JavalinJackson;
import io.javalin.util.JavalinBindException;
import java.util.function.Predicate;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP server: routes, limits, headers, errors. */
public final class HttpServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
  private static final int MAX_THREADS = 32;
  private static final int MAX_HEADER_BYTES = 8 * 1024;

  /** Of a body with contents, which are in base64. */
  private static final int MAX_CONTENT_BYTES = Topics.MAX_RAW_BYTES;

  private static final int IDLE_MILLIS = 30_000;
  private static final UriCompliance ANY_SEGMENT =
      UriCompliance.from(
          "RFC3986,AMBIGUOUS_PATH_SEPARATOR,AMBIGUOUS_PATH_ENCODING,AMBIGUOUS_PATH_SEGMENT,"
              + "AMBIGUOUS_PATH_PARAMETER");

  private final ServingConfig config;
  private final ObjectMapper json = new ObjectMapper();
  private final Metrics metrics;
  private final Javalin app;

  private HttpServer(ServingConfig config, Metrics metrics) {
    this.config = config;
    this.metrics = metrics;
    this.app = Javalin.create(this::configure);
  }

  /**
   * What answers rest on.
   *
   * @param encoders what is served
   * @param content items' bytes
   * @param interactions where feedback goes
   * @param rules which of it is taken
   * @param recommenders context towers and items, by version
   * @param memory what users met
   * @param embedder of contents
   * @param blocked items that are not answered
   * @param readiness whether to send requests here
   */
  public record Backends(
      ServedEncoders encoders,
      ContentStore content,
      InteractionLog interactions,
      InteractionJson rules,
      Recommenders recommenders,
      InteractionMemory memory,
      ContentEmbedder embedder,
      Predicate<String> blocked,
      Readiness readiness) {}

  /**
   * Starts a server.
   *
   * @throws IllegalStateException saying what to do, if the port is taken or the host is not this
   *     machine's
   */
  public static HttpServer start(ServingConfig config, Backends backends, Metrics metrics) {
    HttpServer server = new HttpServer(config, metrics);
    addRoutes(server.app, config, backends, metrics);
    server.addErrors();
    server.listen();
    return server;
  }

  static void addRoutes(Javalin app, ServingConfig config, Backends backends, Metrics metrics) {
    ServedEncoders encoders = backends.encoders();
    new ItemRoutes(encoders, backends.content(), config.maxK()).addTo(app);
    new SimilarRoutes(encoders, backends.blocked(), config.maxK()).addTo(app);
    new RecommendRoutes(
            backends.recommenders(),
            backends.memory(),
            new Moments(backends.rules()),
            backends.blocked(),
            config.maxK())
        .addTo(app);
    new EmbedRoutes(encoders, backends.embedder(), MAX_CONTENT_BYTES).addTo(app);
    new InteractionRoutes(backends.interactions(), backends.rules()).addTo(app);
    new StatusRoutes(encoders, config.coverage(), backends.readiness()).addTo(app);
    metrics.addTo(app);
    new Page().addTo(app);
  }

  /** The port it listens on. */
  public int port() {
    return app.port();
  }

  private void configure(JavalinConfig javalin) {
    javalin.showJavalinBanner = false;
    javalin.startupWatcherEnabled = false;
    javalin.jsonMapper(new JavalinJackson(json, false));
    javalin.http.prefer405over404 = true;
    javalin.http.maxRequestSize = MAX_CONTENT_BYTES;
    javalin.requestLogger.http(metrics::observe);
    javalin.jetty.threadPool = new QueuedThreadPool(MAX_THREADS, 4);
    javalin.jetty.modifyHttpConfiguration(HttpServer::limit);
    javalin.jetty.modifyServer(server -> server.setErrorHandler(new JettyErrors(json)));
    javalin.jetty.addConnector(this::connector);
  }

  private static void limit(HttpConfiguration http) {
    http.setRequestHeaderSize(MAX_HEADER_BYTES);
    http.setSendServerVersion(false);
    // Item ids are one encoded path segment, whatever they contain.
    http.setUriCompliance(ANY_SEGMENT);
  }

  private Connector connector(Server server, HttpConfiguration http) {
    ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
    connector.setHost(config.host());
    connector.setPort(config.port());
    connector.setIdleTimeout(IDLE_MILLIS);
    return connector;
  }

  private void addErrors() {
    app.before(HttpServer::guard);
    app.exception(ProblemException.class, (e, ctx) -> e.at(ctx.req().getRequestURI()).writeTo(ctx));
    app.exception(HttpResponseException.class, this::refuse);
    app.exception(Exception.class, HttpServer::fail);
  }

  private static void guard(Context ctx) {
    SecurityHeaders.ALL.forEach(ctx::header);
    int most = ctx.path().equals(EmbedRoutes.PATH) ? MAX_CONTENT_BYTES : JsonBody.MAX_BYTES;
    if (ctx.req().getContentLengthLong() > most) {
      throw ProblemException.tooLarge("body: must be <= " + most + " bytes");
    }
  }

  private void refuse(HttpResponseException e, Context ctx) {
    if (e.getStatus() == 405) {
      ctx.header("Allow", allowed(ctx.path()));
    }
    general(e.getStatus(), e.getMessage(), ctx);
  }

  /** No path takes both reading and writing. */
  private String allowed(String path) {
    return app.unsafeConfig().pvt.internalRouter.hasHttpHandlerEntry(HandlerType.POST, path)
        ? "POST"
        : "GET, HEAD";
  }

  private static void fail(Exception e, Context ctx) {
    LOG.error("{} {} failed", ctx.method(), ctx.path(), e);
    general(500, "an error inside the server; its log says more", ctx);
  }

  private static void general(int status, String detail, Context ctx) {
    String title = org.eclipse.jetty.http.HttpStatus.getMessage(status);
    new Problem("about:blank", title, status, detail, ctx.req().getRequestURI()).writeTo(ctx);
  }

  private void listen() {
    try {
      app.start();
    } catch (JavalinBindException e) {
      app.stop();
      throw new IllegalStateException(
          ServingConfig.PORT.key()
              + ": must be free on "
              + config.host()
              + ", was "
              + config.port()
              + " (in use, or not this machine's address); stop what listens there, name another"
              + " port, or 0 for any free one",
          e);
    }
  }

  @Override
  public void close() {
    app.stop();
  }
}
