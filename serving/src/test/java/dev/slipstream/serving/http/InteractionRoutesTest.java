package dev.slipstream.serving.http;

import static dev.slipstream.serving.http.Requests.CLIENT;
import static dev.slipstream.serving.http.Requests.JSON;
import static dev.slipstream.serving.http.Requests.postJson;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipstream.serving.TestServer;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InteractionRoutesTest {

  private final TestServer server = new TestServer();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void writesAnInteractionAsItCame() throws Exception {
    String sent =
        "{\"item\":\"film-7\",\"user\":\"u1\",\"id\":\"e1\",\"context\":{\"device\":[\"phone\",\"tv\"]},\"weight\":2.50}";

    HttpResponse<byte[]> response = post(sent);

    assertThat(response.statusCode()).isEqualTo(202);
    assertThat(JSON.readTree(response.body()).get("id").asText()).isEqualTo("e1");
    assertThat(server.interactions).hasSize(1);
    assertThat(server.interactions.get(0)).startsWith("u1 ");
    assertThat(JSON.readTree(server.interactions.get(0).substring(3)))
        .isEqualTo(JSON.readTree(sent));
  }

  @Test
  void givesAnIdToWhatHasNone() throws Exception {
    JsonNode answers =
        JSON.readTree(post("[{\"item\":\"a\"},{\"item\":\"b\",\"id\":null}]").body());

    assertThat(answers).hasSize(2);
    assertThat(answers.findValuesAsText("id")).doesNotHaveDuplicates();
    assertThat(server.interactions.get(0)).contains(answers.get(0).get("id").asText());
    assertThat(server.interactions.get(1)).contains(answers.get(1).get("id").asText());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "{} ~ The interaction names no item.",
        "{\"item\":\"a\",\"rating\":5} ~ The field rating is unknown;",
        "{\"item\":\"a\",\"weight\":-1} ~ The weight must be a number, finite and > 0, was -1.",
        "{\"item\":\"a\",\"weight\":1e999} ~ The weight must be a number, finite and > 0",
        "{\"item\":\"a\",\"feedback\":\"liked\"} ~ The feedback must be taken, seen or refused",
        "{\"item\":\"a\",\"dwell_millis\":-5} ~ The dwell_millis must be whole milliseconds >= 0",
        "{\"item\":\"a\",\"time\":\"1970-01-01T00:00:00Z\"} ~ The interaction's time must be after 1970",
        "{\"item\":\"a\",\"time\":\"2200-01-01T00:00:00Z\"} ~ The interaction's time must be after 1970",
        "{\"item\":\"a\",\"context\":{\"x\":{}}} ~ The context's x must be a text, number, boolean",
      })
  void refusesWhatIngestWould(String body, String detail) throws Exception {
    HttpResponse<byte[]> response = post(body);

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(JSON.readTree(response.body()).get("detail").asText()).startsWith(detail);
    assertThat(server.interactions).isEmpty();
  }

  @Test
  void writesNoneOfAListUnlessAllAreRight() throws Exception {
    HttpResponse<byte[]> response = post("[{\"item\":\"a\"},{\"item\":\"\"}]");

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(JSON.readTree(response.body()).get("detail").asText())
        .startsWith("[1]: The item must have 1 to 512 bytes");
    assertThat(server.interactions).isEmpty();
  }

  @Test
  void saysWhenKafkaDoesNotAnswer() throws Exception {
    server.interactionsFail = true;

    HttpResponse<byte[]> response = post("{\"item\":\"a\"}");

    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(JSON.readTree(response.body()).get("type").asText())
        .isEqualTo("urn:slipstream:problem:feedback-unavailable");
  }

  @Test
  void isNotForReading() throws Exception {
    HttpResponse<byte[]> response =
        CLIENT.send(
            HttpRequest.newBuilder(server.uri("/v1/interactions")).build(),
            BodyHandlers.ofByteArray());

    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(response.headers().firstValue("allow")).hasValue("POST");
  }

  private HttpResponse<byte[]> post(String body) throws Exception {
    return postJson(server, "/v1/interactions", body);
  }
}
