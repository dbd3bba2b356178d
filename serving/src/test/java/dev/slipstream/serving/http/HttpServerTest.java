package dev.slipstream.serving.http;

import static java.lang.Double.NaN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipstream.config.Settings;
import dev.slipstream.serving.ServingConfig;
import dev.slipstream.serving.TestServer;
import dev.slipstream.serving.catalogue.Item;
import dev.slipstream.wire.AnchorCheck;
import dev.slipstream.wire.EncoderAnnouncement;
import dev.slipstream.wire.GuardReport;
import dev.slipstream.wire.Interval;
import dev.slipstream.wire.LearnerEvent;
import dev.slipstream.wire.Origin;
import dev.slipstream.wire.Progress;
import dev.slipstream.wire.Publication;
import dev.slipstream.wire.Publication.Decision;
import dev.slipstream.wire.Ranking;
import dev.slipstream.wire.RankingAhead;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpServerTest {

  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final ObjectMapper JSON = new ObjectMapper();

  private final TestServer server = new TestServer();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void findsNeighborsOfOneVersion() throws Exception {
    fill(500, 30);

    JsonNode answer = json(get("/v1/items/item-3/neighbors?k=2"));

    assertThat(answer.get("id").asText()).isEqualTo("item-3");
    assertThat(answer.get("version").asLong()).isEqualTo(500);
    assertThat(answer.get("k").asInt()).isEqualTo(2);
    assertThat(answer.get("neighbors").findValuesAsText("id"))
        .containsExactlyInAnyOrder("item-13", "item-23");
    assertThat(answer.at("/neighbors/0/similarity").asDouble()).isBetween(0.5, 1.0);
  }

  @Test
  void returnsTenNeighborsUnlessTold() throws Exception {
    fill(0, 30);

    assertThat(json(get("/v1/items/item-3/neighbors")).get("neighbors")).hasSize(10);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a/b/c.png", "a b+c", "%2F", "ünïcode/日本", "?#&=", "a;b", "..", "//", "\\", "a%b"})
  void takesAnyItemIdAsOneEncodedSegment(String id) throws Exception {
    server.embed(0, id, 1);
    server.embed(0, "other", 1);
    server.pictures.put(id, new byte[] {7});

    String path = "/v1/items/" + URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");

    assertThat(json(get(path + "/neighbors")).get("id").asText()).isEqualTo(id);
    assertThat(json(get(path + "/embedding")).get("id").asText()).isEqualTo(id);
    assertThat(get(path + "/content").body()).containsExactly(7);
  }

  @Test
  void returnsTheEmbeddingWithItsVersionAndTimes() throws Exception {
    server.embed(4, "a", 1);

    JsonNode answer = json(get("/v1/items/a/embedding"));

    assertThat(answer.get("version").asLong()).isEqualTo(4);
    assertThat(answer.get("eventTime").asText()).isEqualTo("1970-01-01T00:00:01Z");
    assertThat(answer.get("embedTime").asText()).isEqualTo("1970-01-01T00:00:02Z");
    assertThat(answer.get("contentType").asText()).isEqualTo("image/png");
    double square = 0;
    for (JsonNode value : answer.get("vector")) {
      square += value.asDouble() * value.asDouble();
    }
    assertThat(square).isCloseTo(1, within(1e-5));
  }

  @Test
  void returnsThePictureAsItCame() throws Exception {
    server.embed(0, "a", 1, "image/jpeg");
    server.pictures.put("a", new byte[] {1, 2, 3});

    HttpResponse<byte[]> response = get("/v1/items/a/content");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).containsExactly(1, 2, 3);
    assertHeader(response, "content-type", "image/jpeg");
    assertHeader(response, "x-content-type-options", "nosniff");
    assertHeader(response, "cache-control", "private, max-age=3600");
    assertHeader(response, "etag", "\"1-9\"");
  }

  @Test
  void sendsNoPictureTheClientHas() throws Exception {
    server.embed(0, "a", 1);

    HttpResponse<byte[]> response =
        send(request("/v1/items/a/content").header("If-None-Match", "\"1-9\""));

    assertThat(response.statusCode()).isEqualTo(304);
    assertThat(response.body()).isEmpty();
  }

  @Test
  void sendsTextsAndSounds() throws Exception {
    server.embed(0, "t", 1, "text/markdown");
    server.embed(0, "s", 2, "audio/flac");
    server.pictures.put("t", "# Words".getBytes(StandardCharsets.UTF_8));
    server.pictures.put("s", new byte[] {1, 2});

    HttpResponse<byte[]> text = get("/v1/items/t/content");
    HttpResponse<byte[]> sound = get("/v1/items/s/content");

    assertHeader(text, "content-type", "text/plain;charset=utf-8");
    assertThat(text.body()).isEqualTo("# Words".getBytes(StandardCharsets.UTF_8));
    assertHeader(sound, "content-type", "audio/flac");
    assertThat(
            json(get("/v1/items/t/neighbors")).get("neighbors").get(0).get("contentType").asText())
        .isEqualTo("audio/flac");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/html", "image/svg+xml", "application/octet-stream"})
  void sendsNothingThatABrowserCouldRun(String contentType) throws Exception {
    server.embed(0, "a", 1, contentType);
    server.pictures.put("a", "<script>".getBytes(StandardCharsets.UTF_8));

    assertProblem(
        get("/v1/items/a/content"), 415, "not-shown", "Not shown", "item a is " + contentType);
  }

  @Test
  void saysWhenAPictureIsGone() throws Exception {
    server.embed(0, "a", 1);

    HttpResponse<byte[]> response = get("/v1/items/a/content");

    assertProblem(
        response,
        404,
        "content-gone",
        "Content gone",
        "the picture of item a is no longer in the stream");
    assertThat(response.headers().firstValue("cache-control")).hasValue("no-store");
  }

  @Test
  void saysWhenAPictureCannotBeHadNow() throws Exception {
    server.embed(0, "a", 1);
    server.picturesFail = true;

    assertProblem(
        get("/v1/items/a/content"),
        503,
        "content-unavailable",
        "Content unavailable",
        "Kafka gave no answer in time; try again");
  }

  @Test
  void drawsRandomItems() throws Exception {
    fill(2, 30);

    JsonNode answer = json(get("/v1/items?random=7"));

    assertThat(answer.get("version").asLong()).isEqualTo(2);
    assertThat(answer.get("items")).hasSize(7).doesNotHaveDuplicates();
  }

  @Test
  void answersForTheEncoderThatIsNamed() throws Exception {
    server.embed(3, "a", 1);
    Item sound = new Item(Origin.getDefaultInstance(), "audio/wav", 1, 2);
    server.encoders.named("sounds").catalogue().put(8, "a", sound, new float[] {0, 1});

    assertThat(json(get("/v1/items/a/embedding")).get("version").asLong()).isEqualTo(3);
    JsonNode other = json(get("/v1/items/a/embedding?encoder=sounds"));
    assertThat(other.get("encoder").asText()).isEqualTo("sounds");
    assertThat(other.get("version").asLong()).isEqualTo(8);
    assertThat(other.get("vector")).hasSize(2);
    JsonNode status = json(get("/v1/status?encoder=sounds"));
    assertThat(status.get("served").get("version").asLong()).isEqualTo(8);
    assertThat(status.get("encoders")).extracting(JsonNode::asText).contains("image", "sounds");
    assertProblem(
        get("/v1/items?encoder=none"),
        400,
        "bad-parameter",
        "Bad parameter",
        "encoder: must be one of [image, sounds], was none");
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/items/a/neighbors?k=0,k,100,0",
    "/v1/items/a/neighbors?k=-1,k,100,-1",
    "/v1/items/a/neighbors?k=ten,k,100,ten",
    "/v1/items/a/neighbors?k=1000000000,k,100,1000000000",
    "/v1/items/a/neighbors?k=99999999999999999999,k,100,99999999999999999999",
    "/v1/items/a/neighbors?k=,k,100,''",
    "/v1/items?random=101,random,100,101",
    "/v1/status?points=2001,points,2000,2001",
  })
  void refusesNumbersOutOfRange(String path, String name, int most, String found) throws Exception {
    server.embed(0, "a", 1);

    assertProblem(
        get(path),
        400,
        "bad-parameter",
        "Bad parameter",
        name + ": must be a whole number from 1 to " + most + ", was " + found);
  }

  @ParameterizedTest
  @ValueSource(strings = {"neighbors", "embedding", "content"})
  void doesNotKnowOtherItems(String what) throws Exception {
    server.embed(0, "a", 1);

    assertProblem(
        get("/v1/items/b/" + what),
        404,
        "unknown-item",
        "Unknown item",
        "encoder image has no item b");
  }

  @Test
  void saysWhenAnItemAwaitsTheServedVersion() throws Exception {
    server.embed(0, "a", 1);
    server.embed(1, "b", 1);

    assertProblem(
        get("/v1/items/b/neighbors"),
        404,
        "unknown-item",
        "Unknown item",
        "item b has no vector of encoder version 0 yet");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/readyz", "/v1/items", "/v1/items/a/neighbors", "/v1/items/a/content"})
  void isNotReadyBeforeTheFirstVersion(String path) throws Exception {
    assertProblem(
        get(path), 503, "not-ready", "Not ready", "waiting for the first encoder version");
    assertThat(get("/healthz").statusCode()).isEqualTo(200);
  }

  @Test
  void isReadyWhenNothingIsWaitedFor() throws Exception {
    server.waitingFor = null;

    assertThat(json(get("/readyz")).get("status").asText()).isEqualTo("ready");
  }

  @Test
  void tellsHowServingAndLearningFare() throws Exception {
    server.report(10, 6.5);
    server.report(20, Double.NaN);
    server.report(30, 5.25);
    server.learning.published(
        EncoderAnnouncement.newBuilder().setEncoder("image").setVersion(2).build());
    fill(0, 10);
    server.embed(1, "item-1", 1);

    JsonNode status = json(get("/v1/status"));

    assertThat(status.at("/waitingFor").asText()).isEqualTo(server.waitingFor);
    assertThat(status.at("/items").asInt()).isEqualTo(10);
    assertThat(status.at("/served/version").asInt()).isZero();
    assertThat(status.at("/served/items").asInt()).isEqualTo(10);
    assertThat(status.at("/filling/version").asInt()).isEqualTo(1);
    assertThat(status.at("/filling/coverage").asDouble()).isEqualTo(0.1);
    assertThat(status.at("/published/version").asInt()).isEqualTo(2);
    assertThat(status.at("/learner/step").asInt()).isEqualTo(30);
    assertThat(status.at("/learner/samplesPerSecond").asDouble()).isEqualTo(1_834.2);
    assertThat(status.at("/learner/chance").asDouble()).isCloseTo(Math.log(4_097), within(1e-9));
    assertThat(status.at("/curve/step").toString()).isEqualTo("[10,30]");
    assertThat(status.at("/curve/loss").toString()).isEqualTo("[6.5,5.25]");
    assertThat(status.at("/curve/chance/0").asDouble()).isEqualTo(8.318);
  }

  @Test
  void tellsWhatBecameOfAVersionAndHowItRanks() throws Exception {
    Interval interval = Interval.newBuilder().setMean(0.5).setLow(0.25).setHigh(0.75).build();
    Interval unknown = Interval.newBuilder().setMean(-0.1).setLow(NaN).setHigh(NaN).build();
    server.learning.report(
        Progress.newBuilder()
            .setEncoder("image")
            .setPublication(
                Publication.newBuilder()
                    .setVersion(7)
                    .setDecision(Decision.HELD)
                    .setReason("ranks worse")
                    .addAnchors(AnchorCheck.newBuilder().setEncoder("image").setAnchors(3))
                    .setPublished(2)
                    .setHeld(1))
            .addRankings(
                Ranking.newBuilder()
                    .setArm("learner")
                    .setCandidates(101)
                    .setTests(9)
                    .setMrr(interval)
                    .addAhead(RankingAhead.newBuilder().setOf("published").setMrr(unknown)))
            .addRankings(Ranking.newBuilder().setArm("published").setVersion(4).setMrr(interval))
            .build());

    JsonNode status = json(get("/v1/status"));
    assertThat(status.at("/publication/decision").asText()).isEqualTo("held");
    assertThat(status.at("/publication/reason").asText()).isEqualTo("ranks worse");
    assertThat(status.at("/publication/anchors/0/items").asInt()).isEqualTo(3);
    assertThat(status.at("/publication/anchors/0/spread").isNull()).isTrue();
    assertThat(status.at("/rankings/0/mrr/low").asDouble()).isEqualTo(0.25);
    assertThat(status.at("/rankings/0/version").isNull()).isTrue();
    assertThat(status.at("/rankings/0/ahead/0/mrr/mean").asDouble()).isEqualTo(-0.1);
    assertThat(status.at("/rankings/0/ahead/0/mrr/high").isNull()).isTrue();
    assertThat(status.at("/rankings/1/version").asInt()).isEqualTo(4);
    assertThat(text(get("/metrics")))
        .contains(
            "slipstream_learner_versions_total{decision=\"held\",encoder=\"image\"} 1.0",
            "slipstream_learner_versions_total{decision=\"published\",encoder=\"image\"} 2.0",
            "slipstream_ranking_tests{arm=\"learner\",candidates=\"101\",encoder=\"image\"} 9.0",
            "slipstream_ranking_figure_ratio{arm=\"published\",bound=\"low\",candidates=\"all\","
                + "encoder=\"image\",figure=\"mrr\"} 0.25",
            "slipstream_ranking_ahead_ratio{arm=\"learner\",bound=\"mean\",candidates=\"101\","
                + "encoder=\"image\",figure=\"mrr\",of=\"published\"} -0.1");
  }

  @Test
  void tellsHowTheLearnerWasFoundAndWhatBecameOfIt() throws Exception {
    server.learning.report(
        Progress.newBuilder()
            .setEncoder("image")
            .setGuard(
                GuardReport.newBuilder()
                    .setAlarmed(true)
                    .setReason("rank 2.10, was 90.00 at best")
                    .setAlarms(2)
                    .setRolledBack(4)
                    .putMeasures("rankMe", 2.1)
                    .putMeasures("loss", NaN))
            .build());
    for (int step = 1; step <= 25; step++) {
      server.learning.happened(
          LearnerEvent.newBuilder()
              .setStep(step)
              .setKind(LearnerEvent.Kind.ROLLED_BACK)
              .setGoodStep(-1)
              .setReason("again")
              .build());
    }

    JsonNode status = json(get("/v1/status"));
    assertThat(status.at("/guard/alarmed").asBoolean()).isTrue();
    assertThat(status.at("/guard/reason").asText()).isEqualTo("rank 2.10, was 90.00 at best");
    assertThat(status.at("/guard/alarms").asInt()).isEqualTo(2);
    assertThat(status.at("/guard/rolledBack").asInt()).isEqualTo(4);
    assertThat(status.at("/guard/measures/rankMe").asDouble()).isEqualTo(2.1);
    assertThat(status.at("/guard/measures/loss").isNull()).isTrue();
    assertThat(status.at("/events")).hasSize(20);
    assertThat(status.at("/events/0/step").asInt()).isEqualTo(25);
    assertThat(status.at("/events/0/kind").asText()).isEqualTo("rolled_back");
    assertThat(status.at("/events/0/goodStep").isNull()).isTrue();
    assertThat(text(get("/metrics")))
        .contains(
            "slipstream_learner_alarmed{encoder=\"image\"} 1.0",
            "slipstream_learner_alarms_total{encoder=\"image\"} 2.0",
            "slipstream_learner_rolled_back_total{encoder=\"image\"} 4.0",
            "slipstream_learner_measure{encoder=\"image\",measure=\"rankMe\"} 2.1");
  }

  @Test
  void keepsTheStatusSmall() throws Exception {
    for (int step = 1; step <= 10_000; step++) {
      server.report(step, 8 - step * 1e-4);
    }

    assertThat(get("/v1/status").body()).hasSizeLessThan(16_000);
    assertThat(get("/v1/status?points=2000").body()).hasSizeLessThan(64_000);
  }

  @Test
  void tellsPrometheusWhatHappens() throws Exception {
    fill(0, 10);
    server.embed(1, "item-1", 1);
    server.report(10, 6.5);
    get("/v1/items/item-1/neighbors");
    get("/v1/items/nobody/neighbors");
    get("/no/such/path");

    HttpResponse<byte[]> response = get("/metrics");

    assertThat(response.headers().firstValue("content-type").orElseThrow())
        .startsWith("text/plain");
    String route = "route=\"/v1/items/{id}/neighbors\"";
    String count = "slipstream_serving_request_duration_seconds_count{method=\"GET\",";
    assertThat(text(response))
        .contains(
            count + route + ",status=\"200\"} 1",
            count + route + ",status=\"404\"} 1",
            count + "route=\"none\",status=\"404\"} 1",
            "slipstream_serving_items{encoder=\"image\"} 10.0",
            "slipstream_serving_served_version{encoder=\"image\"} 0.0",
            "slipstream_serving_next_version{encoder=\"image\"} 1.0",
            "slipstream_serving_next_coverage_ratio{encoder=\"image\"} 0.1",
            "slipstream_serving_consumer_lag_records{topic=\"embeddings\"} 3.0",
            "slipstream_serving_rejected_records_total 2.0",
            "slipstream_learner_loss_nats{encoder=\"image\"} 6.5",
            "slipstream_learner_step{encoder=\"image\"} 10.0",
            "slipstream_learner_negatives{encoder=\"image\"} 4096.0",
            "slipstream_learner_samples_per_second{encoder=\"image\"} 1834.2",
            "slipstream_learner_chance_nats{encoder=\"image\"} 8.31",
            "jvm_memory_used_bytes");
  }

  @Test
  void doesNotKnowOtherPaths() throws Exception {
    HttpResponse<byte[]> response = get("/v2/nothing");

    assertThat(response.statusCode()).isEqualTo(404);
    JsonNode problem = problem(response);
    assertThat(problem.get("type").asText()).isEqualTo("about:blank");
    assertThat(problem.get("title").asText()).isEqualTo("Not Found");
    assertThat(problem.get("instance").asText()).isEqualTo("/v2/nothing");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH"})
  void allowsReadingOnly(String method) throws Exception {
    HttpResponse<byte[]> response =
        send(
            request("/v1/items/a/neighbors")
                .method(method, HttpRequest.BodyPublishers.ofString("x")));

    assertThat(problem(response).get("status").asInt()).isEqualTo(405);
    assertHeader(response, "allow", "GET, HEAD");
  }

  @Test
  void answersHeadLikeGetWithoutABody() throws Exception {
    HttpResponse<byte[]> response =
        send(request("/healthz").method("HEAD", HttpRequest.BodyPublishers.noBody()));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEmpty();
  }

  @Test
  void refusesLargeBodies() throws Exception {
    HttpResponse<byte[]> response =
        send(
            request("/v1/status")
                .method("POST", HttpRequest.BodyPublishers.ofByteArray(new byte[(1 << 20) + 1])));

    assertProblem(
        response, 413, "request-too-large", "Request too large", "body: must be <= 1048576 bytes");
  }

  @Test
  void refusesLongAddressesAndHeaders() throws Exception {
    HttpResponse<byte[]> address = get("/v1/items/" + "x".repeat(20_000) + "/neighbors");
    HttpResponse<byte[]> header = send(request("/healthz").header("X-Long", "x".repeat(20_000)));

    assertThat(address.statusCode()).isEqualTo(414);
    assertThat(problem(address).get("title").asText()).isEqualTo("URI Too Long");
    assertThat(header.statusCode()).isEqualTo(431);
    assertThat(problem(header).get("title").asText()).isEqualTo("Request Header Fields Too Large");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"GET /%zz HTTP/1.1", "GET / HTTP/9.9", "\u0001\u0002", "GET /../../x HTTP/1.1"})
  void refusesWhatIsNotHttp(String line) throws Exception {
    String answer = raw(line + "\r\nHost: x\r\nConnection: close\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 ").doesNotContain("<html", "Jetty", "jetty", "\tat ");
    assertThat(answer.substring(9, 12)).matches("40[04]|505");
    assertThat(answer).contains("application/problem+json");
  }

  @Test
  void keepsTheInsideOfFailuresInTheLog() throws Exception {
    server.catalogue.put(0, "a", new Item(null, "image/png", 0, 0), new float[] {1});

    HttpResponse<byte[]> response = get("/v1/items/a/content"); // no origin: a null pointer

    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(problem(response).get("detail").asText())
        .isEqualTo("an error inside the server; its log says more");
    assertThat(text(response)).doesNotContain("Exception", "dev.slipstream");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/page.js", "/v1/status", "/nothing", "/metrics", "/readyz"})
  void sendsSecurityHeadersWithEverything(String path) throws Exception {
    HttpResponse<byte[]> response = get(path);

    assertThat(response.headers().firstValue("content-security-policy").orElseThrow())
        .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'");
    assertHeader(response, "x-content-type-options", "nosniff");
    assertThat(response.headers().firstValue("server")).isEmpty();
  }

  @Test
  void saysWhatToDoWhenThePortIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      ServingConfig config =
          ServingConfig.from(
              Settings.defaults(ServingConfig.OPTIONS)
                  .with(Map.of("serving.port", Integer.toString(taken.getLocalPort()))));

      assertThatIllegalStateException()
          .isThrownBy(() -> HttpServer.start(config, server.backends, new Metrics(server.encoders)))
          .withMessage(
              "serving.port: must be free on 127.0.0.1, was %d (in use, or not this machine's"
                  + " address); stop what listens there, name another port, or 0 for any free one",
              taken.getLocalPort());
    }
  }

  private void fill(long version, int items) {
    for (int i = 0; i < items; i++) {
      server.embed(version, "item-" + i, i);
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(server.uri(path));
  }

  private HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
    return send(request(path));
  }

  private static HttpResponse<byte[]> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return CLIENT.send(request.build(), BodyHandlers.ofByteArray());
  }

  private String raw(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static JsonNode json(HttpResponse<byte[]> response) throws IOException {
    assertThat(response.statusCode()).as(() -> text(response)).isEqualTo(200);
    assertHeader(response, "content-type", "application/json");
    return JSON.readTree(response.body());
  }

  private static JsonNode problem(HttpResponse<byte[]> response) throws IOException {
    assertHeader(response, "content-type", "application/problem+json");
    JsonNode problem = JSON.readTree(response.body());
    assertThat(problem.get("status").asInt()).isEqualTo(response.statusCode());
    return problem;
  }

  private static void assertProblem(
      HttpResponse<byte[]> response, int status, String type, String title, String detail)
      throws IOException {
    assertThat(response.statusCode()).as(() -> text(response)).isEqualTo(status);
    JsonNode problem = problem(response);
    assertThat(problem.get("type").asText()).isEqualTo("urn:slipstream:problem:" + type);
    assertThat(problem.get("title").asText()).isEqualTo(title);
    assertThat(problem.get("detail").asText()).isEqualTo(detail);
    assertThat(problem.get("instance").asText()).isEqualTo(response.uri().getRawPath());
  }

  private static void assertHeader(HttpResponse<?> response, String name, String value) {
    assertThat(response.headers().firstValue(name)).hasValue(value);
  }

  private static String text(HttpResponse<byte[]> response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }
}
