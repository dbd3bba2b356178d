package dev.slipstream.serving.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipstream.serving.TestServer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** Asks a test's server, and reads what it answers. */
final class Requests {

  static final HttpClient CLIENT = HttpClient.newHttpClient();
  static final ObjectMapper JSON = new ObjectMapper();

  private Requests() {}

  static HttpResponse<byte[]> post(TestServer server, String path, String contentType, String body)
      throws IOException, InterruptedException {
    return CLIENT.send(
        HttpRequest.newBuilder(server.uri(path))
            .header("Content-Type", contentType)
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofByteArray());
  }

  static HttpResponse<byte[]> postJson(TestServer server, String path, String body)
      throws IOException, InterruptedException {
    return post(server, path, "application/json", body);
  }

  /** What a request that is answered is answered. */
  static JsonNode ok(HttpResponse<byte[]> response) throws IOException {
    assertThat(response.statusCode()).as(new String(response.body(), UTF_8)).isEqualTo(200);
    return JSON.readTree(response.body());
  }

  /** What a request that is refused is told, in the form of RFC 9457. */
  static JsonNode problem(HttpResponse<byte[]> response) throws IOException {
    assertThat(response.headers().firstValue("content-type")).hasValue("application/problem+json");
    return JSON.readTree(response.body());
  }
}
