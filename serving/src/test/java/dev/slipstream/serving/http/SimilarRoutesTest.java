package dev.slipstream.serving.http;

import static dev.slipstream.serving.http.Requests.CLIENT;
import static dev.slipstream.serving.http.Requests.JSON;
import static dev.slipstream.serving.http.Requests.postJson;
import static dev.slipstream.serving.http.Requests.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipstream.serving.TestServer;
import dev.slipstream.wire.Listing;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimilarRoutesTest {

  private final TestServer server = new TestServer();

  @BeforeEach
  void fill() {
    for (int i = 0; i < 30; i++) {
      server.embed(500, "item-" + i, i % 10, i < 20 ? "image/png" : "text/plain");
    }
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void findsItemsLikeAnItem() throws Exception {
    JsonNode answer = ok("{\"item\": \"item-3\", \"k\": 2}");

    assertThat(answer.get("encoder").asText()).isEqualTo("image");
    assertThat(answer.get("version").asLong()).isEqualTo(500);
    assertThat(answer.get("items").findValuesAsText("id"))
        .containsExactlyInAnyOrder("item-13", "item-23");
    assertThat(answer.at("/items/0/similarity").asDouble()).isBetween(0.5, 1.0);
  }

  @Test
  void findsItemsLikeAVectorOfAnyLength() throws Exception {
    String vector = "[0,0,0,7,0,0,0,0,0,0,0,0,0,0,0,0]";

    assertThat(ok("{\"vector\": " + vector + ", \"k\": 3}").get("items").findValuesAsText("id"))
        .containsExactlyInAnyOrder("item-3", "item-13", "item-23");
  }

  @Test
  void leavesOutWhatIsFilteredOrExcluded() throws Exception {
    assertThat(
            ids(
                ok(
                    "{\"item\":\"item-3\",\"k\":1,\"filter\":{\"modalities\":[\"text\"]},\"encoder\":\"image\"}")))
        .containsExactly("item-23");
    assertThat(
            ids(ok("{\"item\":\"item-3\",\"k\":1,\"filter\":{\"contentTypes\":[\"image/png\"]}}")))
        .containsExactly("item-13");
    assertThat(ids(ok("{\"item\":\"item-3\",\"k\":1,\"exclude\":[\"item-13\"]}")))
        .containsExactly("item-23");
    assertThat(ids(ok("{\"item\":\"item-3\",\"filter\":{\"modalities\":[\"audio\"]}}"))).isEmpty();
  }

  @Test
  void goesByTagsAndLeavesOutWhatIsNotToBeHad() throws Exception {
    server.list("item-13", Listing.newBuilder().addTags("red").addTags("sale").build());
    server.list("item-23", Listing.newBuilder().addTags("red").setUnavailable(true).build());

    assertThat(ids(ok("{\"item\":\"item-3\",\"filter\":{\"tags\":[\"red\"]}}")))
        .containsExactly("item-13");
    assertThat(
            ids(ok("{\"item\":\"item-3\",\"filter\":{\"tags\":[\"red\"],\"unavailable\":true}}")))
        .containsExactlyInAnyOrder("item-13", "item-23");
    assertThat(
            ids(
                ok(
                    "{\"item\":\"item-3\",\"filter\":{\"tags\":[\"red\"],\"withoutTags\":[\"sale\"]}}")))
        .isEmpty();
    assertThat(ids(ok("{\"item\":\"item-3\",\"k\":100}"))).doesNotContain("item-23");
    JsonNode item = JSON.readTree(get("/v1/items/item-23", "").body());
    assertThat(item.get("tags").get(0).asText()).isEqualTo("red");
    assertThat(item.get("available").asBoolean()).isFalse();
  }

  @Test
  void answersWithItemsThatDifferIfAskedTo() throws Exception {
    assertThat(ids(ok("{\"item\":\"item-3\",\"k\":2}")))
        .containsExactlyInAnyOrder("item-13", "item-23");

    List<String> diverse = ids(ok("{\"item\":\"item-3\",\"k\":2,\"diversity\":1}"));

    assertThat(diverse).hasSize(2);
    assertThat(diverse.get(0)).isIn("item-13", "item-23");
    assertThat(diverse.get(1)).isNotIn("item-13", "item-23");
  }

  @Test
  void answersAListByAListInItsOrder() throws Exception {
    JsonNode answers = ok("[{\"item\":\"item-3\",\"k\":2},{\"item\":\"item-4\",\"k\":2}]");

    assertThat(answers).hasSize(2);
    assertThat(ids(answers.get(1))).containsExactlyInAnyOrder("item-14", "item-24");
  }

  @Test
  void answersFromTheVersionServedBeforeForASessionThatNamesIt() throws Exception {
    for (int i = 0; i < 30; i++) {
      server.embed(600, "item-" + i, i % 10, "image/png");
    }

    assertThat(ok("{\"item\":\"item-3\"}").get("version").asLong()).isEqualTo(600);
    assertThat(ok("{\"item\":\"item-3\",\"version\":500}").get("version").asLong()).isEqualTo(500);
  }

  @Test
  void answersFromTheVersionAskedForOrNotAtAll() throws Exception {
    assertThat(ok("{\"item\":\"item-3\",\"version\":500}").get("version").asLong()).isEqualTo(500);

    HttpResponse<byte[]> other = post("{\"item\":\"item-3\",\"version\":499}");

    assertThat(other.statusCode()).isEqualTo(410);
    assertThat(problem(other).get("type").asText())
        .isEqualTo("urn:slipstream:problem:version-gone");
  }

  @Test
  void stillAnswersFromTheVersionServedBefore() throws Exception {
    for (int i = 0; i < 30; i++) {
      server.embed(501, "item-" + i, i % 10);
    }

    assertThat(ok("{\"item\":\"item-3\"}").get("version").asLong()).isEqualTo(501);
    assertThat(ok("{\"item\":\"item-3\",\"version\":500}").get("version").asLong()).isEqualTo(500);
    assertThat(
            JSON.readTree(get("/v1/items/item-3/neighbors?version=500", "").body())
                .get("version")
                .asLong())
        .isEqualTo(500);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "{} ~ 400 ~ body: must have either item or vector, had neither",
        "{\"item\":\"a\",\"vector\":[1]} ~ 400 ~ body: must have either item or vector, had both",
        "{\"vector\":[1,2]} ~ 400 ~ vector: must have 16 numbers, was of 2",
        "{\"vector\":[0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0]} ~ 400 ~ vector: must be of finite numbers, not all 0",
        "{\"vector\":[1e300,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0]} ~ 400 ~ vector: must be of finite numbers, not all 0",
        "{\"item\":\"nobody\"} ~ 404 ~ encoder image has no item nobody",
        "{\"item\":\"item-3\",\"k\":0} ~ 400 ~ k: must be a whole number from 1 to 100, was 0",
        "{\"item\":\"item-3\",\"k\":1000000000} ~ 400 ~ k: must be a whole number from 1 to 100, was 1000000000",
        "{\"item\":\"item-3\",\"diversity\":1.1} ~ 400 ~ diversity: must be a number from 0 to 1, was 1.1",
        "{\"item\":\"item-3\",\"k\":\"2\"} ~ 400 ~ k: must be a whole number",
        "{\"item\":\"item-3\",\"k\":2.5} ~ 400 ~ k: must be a whole number",
        "{\"item\":\"item-3\",\"kk\":2} ~ 400 ~ kk: must be one of [diversity, encoder, exclude, filter, item, k, vector, version]",
        "{\"item\":\"item-3\",\"item\":\"item-4\"} ~ 400 ~ body: must be JSON: Duplicate field 'item'",
        "{\"item\":\"item-3\",\"filter\":{\"modalities\":[\"smell\"]}} ~ 400 ~ filter.modalities: must be of [audio, image, text], was [smell]",
        "{\"item\":\"item-3\",\"encoder\":\"none\"} ~ 400 ~ encoder: must be one of [image], was none",
        "{\"item\":\"item-3\"} {} ~ 400 ~ body: must be one JSON object or a list of them",
        "{\"item\" ~ 400 ~ body: must be JSON: ",
        "[] ~ 400 ~ body: must be a list of 1 to 256 objects, was of 0",
        "[1] ~ 400 ~ body: must be an object or a list of objects",
        "7 ~ 400 ~ body: must be an object or a list of objects",
        "'' ~ 400 ~ body: must be one JSON object or a list of them",
      })
  void refusesWhatIsNoQuery(String body, int status, String detail) throws Exception {
    HttpResponse<byte[]> response = post(body);

    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(problem(response).get("detail").asText()).startsWith(detail);
  }

  @Test
  void refusesNestedAndHugeBodies() throws Exception {
    assertThat(post("[".repeat(10_000)).statusCode()).isEqualTo(400);
    assertThat(post(" ".repeat((1 << 20) + 1)).statusCode()).isEqualTo(413);
    assertThat(
            Requests.post(server, "/v1/similar", "text/plain", "{\"item\":\"item-3\"}")
                .statusCode())
        .isEqualTo(415);
  }

  @Test
  void tagsAnswersByWhatTheyAreMadeOf() throws Exception {
    HttpResponse<byte[]> first = get("/v1/items/item-3", "");
    String tag = first.headers().firstValue("etag").orElseThrow();

    assertThat(JSON.readTree(first.body()).get("contentType").asText()).isEqualTo("image/png");
    assertThat(get("/v1/items/item-3", tag).statusCode()).isEqualTo(304);
    server.embed(500, "item-31", 1);
    assertThat(get("/v1/items/item-3", tag).statusCode()).isEqualTo(200);
  }

  private static List<String> ids(JsonNode answer) {
    return answer.get("items").findValuesAsText("id");
  }

  private JsonNode ok(String body) throws Exception {
    return Requests.ok(post(body));
  }

  private HttpResponse<byte[]> post(String body) throws Exception {
    return postJson(server, "/v1/similar", body);
  }

  private HttpResponse<byte[]> get(String path, String tag) throws Exception {
    return CLIENT.send(
        HttpRequest.newBuilder(server.uri(path)).header("If-None-Match", tag).build(),
        BodyHandlers.ofByteArray());
  }
}
