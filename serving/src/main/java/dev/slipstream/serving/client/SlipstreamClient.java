package dev.slipstream.serving.client;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * Asks a Slipstream server. Thread-safe; make one and keep it. Every method throws {@link
 * SlipstreamException} where the server refuses, {@link UncheckedIOException} where it cannot be
 * reached or does not answer in time.
 *
 * <pre>{@code
 * SlipstreamClient client = SlipstreamClient.of(URI.create("http://127.0.0.1:8080"));
 * RecommendAnswer answer = client.recommend(RecommendRequest.forUser("u1").atMost(5));
 * client.tell(InteractionRequest.taken("u1", answer.items().get(0).id(), Map.of()));
 * }</pre>
 */
public final class SlipstreamClient {

  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final ObjectMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private final URI server;
  private final Duration timeout;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECT).build();

  private SlipstreamClient(URI server, Duration timeout) {
    this.server = server;
    this.timeout = timeout;
  }

  /**
   * A client of a server such as {@code http://127.0.0.1:8080}, which has ten seconds to answer.
   */
  public static SlipstreamClient of(URI server) {
    return of(server, Duration.ofSeconds(10));
  }

  /** A client of a server that has so long to answer. */
  public static SlipstreamClient of(URI server, Duration timeout) {
    return new SlipstreamClient(server, timeout);
  }

  /** Items like an item or a vector. */
  public SimilarAnswer similar(SimilarRequest request) {
    return similar(List.of(request)).get(0);
  }

  /** Answers in the order of the requests, at most 256. */
  public List<SimilarAnswer> similar(List<SimilarRequest> requests) {
    return read(post("/v1/similar", requests), new TypeReference<>() {});
  }

  /** Items for a moment. */
  public RecommendAnswer recommend(RecommendRequest request) {
    return recommend(List.of(request)).get(0);
  }

  /** Answers in the order of the requests, at most 256. */
  public List<RecommendAnswer> recommend(List<RecommendRequest> requests) {
    return read(post("/v1/recommend", requests), new TypeReference<>() {});
  }

  /** A content's vector. */
  public ContentEmbedding embed(EmbedRequest request) {
    return embed(List.of(request)).get(0);
  }

  /** Vectors in the order of the requests, at most 256. */
  public List<ContentEmbedding> embed(List<EmbedRequest> requests) {
    return read(post("/v1/embed", requests), new TypeReference<>() {});
  }

  /** An item's vector, of the version that is served. */
  public ItemEmbedding embedding(String id, String encoder) {
    return read(
        get("/v1/items/" + encoded(id) + "/embedding?encoder=" + encoded(encoder)),
        new TypeReference<>() {});
  }

  /** The item's bytes as they came. */
  public byte[] content(String id, String encoder) {
    return get("/v1/items/" + encoded(id) + "/content?encoder=" + encoded(encoder));
  }

  /**
   * Tells what came of an item; returns when Kafka has it.
   *
   * @return the event's id
   */
  public String tell(InteractionRequest interaction) {
    return tell(List.of(interaction)).get(0);
  }

  /** Tells of several, at most 256; all or, where one is wrong, none are written. */
  public List<String> tell(List<InteractionRequest> interactions) {
    List<Accepted> accepted =
        read(post("/v1/interactions", interactions), new TypeReference<>() {});
    return accepted.stream().map(Accepted::id).toList();
  }

  private record Accepted(String id) {}

  private byte[] get(String path) {
    return send(HttpRequest.newBuilder(server.resolve(path)));
  }

  private byte[] post(String path, List<?> body) {
    try {
      return send(
          HttpRequest.newBuilder(server.resolve(path))
              .header("Content-Type", "application/json")
              .POST(BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] send(HttpRequest.Builder request) {
    try {
      HttpResponse<byte[]> response =
          http.send(request.timeout(timeout).build(), BodyHandlers.ofByteArray());
      if (response.statusCode() / 100 != 2) {
        throw refused(response);
      }
      return response.body();
    } catch (IOException e) {
      throw new UncheckedIOException(server + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while " + server + " answered", e);
    }
  }

  private static SlipstreamException refused(HttpResponse<byte[]> response) {
    try {
      JsonNode problem = JSON.readTree(response.body());
      return new SlipstreamException(
          response.statusCode(),
          problem.path("type").asText("about:blank"),
          problem.path("detail").asText("status " + response.statusCode()));
    } catch (IOException e) { // something between us and the server answered
      return new SlipstreamException(
          response.statusCode(), "about:blank", "status " + response.statusCode());
    }
  }

  private static <T> T read(byte[] json, TypeReference<T> type) {
    try {
      return JSON.readValue(json, type);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
