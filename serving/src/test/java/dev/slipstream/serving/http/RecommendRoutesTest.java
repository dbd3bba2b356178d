package dev.slipstream.serving.http;

import static dev.slipstream.serving.TestRecommender.FLAVOURS;
import static dev.slipstream.serving.TestRecommender.NOW;
import static dev.slipstream.serving.http.Requests.postJson;
import static dev.slipstream.serving.http.Requests.problem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipstream.serving.TestRecommender;
import dev.slipstream.serving.TestServer;
import dev.slipstream.wire.Interaction;
import dev.slipstream.wire.Interaction.Feedback;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecommendRoutesTest {

  private static TestRecommender recommender;

  private final TestServer server = new TestServer();

  @BeforeAll
  static void learn() {
    recommender = new TestRecommender();
  }

  @AfterAll
  static void end() {
    recommender.close();
  }

  @BeforeEach
  void publish() {
    recommender.publish(server, 500);
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void recommendsWhatTheContextTakes() throws Exception {
    JsonNode answer = ok("{\"context\":{\"device\":\"device-2\"},\"k\":5}");

    assertThat(answer.get("recommender").asText()).isEqualTo("recommend");
    assertThat(answer.get("version").asLong()).isEqualTo(500);
    assertThat(ids(answer)).hasSize(5).allMatch(id -> flavour(id) == 2);
    assertThat(answer.at("/items/0/score")).isEqualTo(answer.at("/items/0/similarity"));
    assertThat(answer.at("/items/0/contentType").asText()).isEqualTo("text/plain");
    assertThat(answer.at("/items/0/why").isMissingNode()).isTrue();
  }

  @Test
  void recommendsAnewWhenTheUserHasDoneSomething() throws Exception {
    List<String> before = ids(ok("{\"user\":\"somebody\",\"k\":5}"));

    for (int i = 0; i < 3; i++) {
      server.memory.add(
          TestRecommender.met(
              "m" + i, "somebody", "film-" + (3 + FLAVOURS * i), NOW + i, Feedback.TAKEN));
    }
    List<String> after = ids(ok("{\"user\":\"somebody\",\"k\":5}"));

    assertThat(after).isNotEqualTo(before).allMatch(id -> flavour(id) == 3);
    assertThat(after).doesNotContain("film-3", "film-7", "film-11");
    assertThat(ids(ok("{\"user\":\"another\",\"k\":5}"))).isEqualTo(before);
  }

  @Test
  void takesRecentItemsFromTheRequestInPlaceOfThoseRemembered() throws Exception {
    server.memory.add(TestRecommender.met("m", "u", "film-3", NOW, Feedback.TAKEN));

    List<String> found =
        ids(
            ok(
                "{\"user\":\"u\",\"recent\":[\"film-1\",{\"item\":\"film-5\"},\"nobody\"],\"k\":5}"));

    assertThat(found).allMatch(id -> flavour(id) == 1).doesNotContain("film-1", "film-5");
    assertThat(ids(ok("{\"user\":\"u\",\"recent\":[],\"k\":100}"))).doesNotContain("film-3");
  }

  @Test
  void ranksWhatWasSeenByWhatIsLearnedOfRepeatsIfAskedTo() throws Exception {
    JsonNode answer = ok("{\"recent\":[\"film-1\"],\"seen\":\"keep\",\"k\":100,\"explain\":true}");

    assertThat(ids(answer)).hasSize(40).contains("film-1");
    JsonNode seen = item(answer, "film-1");
    assertThat(seen.at("/why/repeat").isNumber()).isTrue();
    assertThat(seen.get("score").floatValue())
        .isCloseTo(
            seen.get("similarity").floatValue() + seen.at("/why/repeat").floatValue(),
            within(1e-6f));
    assertThat(ids(ok("{\"recent\":[\"film-1\"],\"k\":100}"))).hasSize(39);
  }

  @Test
  void explainsASimilarityByItsSummands() throws Exception {
    JsonNode answer =
        ok(
            "{\"context\":{\"device\":\"device-2\",\"price\":7.5},\"recent\":[\"film-1\","
                + "{\"item\":\"film-2\",\"feedback\":\"refused\"}],\"explain\":true}");

    for (JsonNode item : answer.get("items")) {
      JsonNode why = item.get("why");
      double sum = why.get("always").asDouble();
      for (JsonNode part : why.get("fields")) {
        sum += part.asDouble();
      }
      for (JsonNode part : why.get("recent")) {
        sum += part.get("adds").asDouble();
      }
      assertThat(sum).isCloseTo(item.get("similarity").asDouble(), within(1e-5));
    }
    JsonNode why = answer.at("/items/1/why");
    assertThat(why.get("fields").fieldNames()).toIterable().containsExactly("device", "price");
    assertThat(why.get("recent").findValuesAsText("item")).containsExactly("film-1", "film-2");
    assertThat(why.get("likeAbove").asDouble()).isBetween(-1.0, 1.00001);
  }

  @Test
  void leavesOutWhatIsFilteredExcludedOrBlocked() throws Exception {
    String query = "{\"context\":{\"device\":\"device-2\"},\"k\":100";
    server.blocked.add("film-6");

    assertThat(ids(ok(query + ",\"exclude\":[\"film-2\"]}")))
        .hasSize(38)
        .doesNotContain("film-2", "film-6");
    assertThat(ids(ok(query + ",\"filter\":{\"modalities\":[\"image\"]}}"))).isEmpty();
  }

  @Test
  void answersWithItemsThatDifferIfAskedTo() throws Exception {
    String query = "{\"context\":{\"device\":\"device-2\"},\"k\":6";

    assertThat(ids(ok(query + ",\"diversity\":1}"))).anyMatch(id -> flavour(id) != 2);
    assertThat(ids(ok(query + "}"))).allMatch(id -> flavour(id) == 2);
  }

  @Test
  void exploresAlikeForOneSeedAndSaysWhatIsExplored() throws Exception {
    String query = "{\"user\":\"u\",\"context\":{\"device\":\"device-2\"},\"k\":5,\"exploration\":";

    JsonNode first = ok(query + "{\"epsilon\":1,\"seed\":7}}");

    assertThat(first.at("/items/0/explored").asBoolean()).isTrue();
    assertThat(ok(query + "{\"epsilon\":1,\"seed\":7}}")).isEqualTo(first);
    assertThat(ids(ok(query + "{\"epsilon\":1,\"seed\":8}}"))).isNotEqualTo(ids(first));
    assertThat(ok(query + "{\"thompson\":5}}")).isEqualTo(ok(query + "{\"thompson\":5}}"));
    assertThat(ok(query + "{\"epsilon\":0}}").at("/items/0/explored").asBoolean()).isFalse();
  }

  @Test
  void countsHowItemsFaredForThompsonSampling() throws Exception {
    for (int i = 0; i < 400; i++) {
      server.memory.add(TestRecommender.met("s" + i, "", "film-2", NOW, Feedback.SEEN));
      server.memory.add(TestRecommender.met("t" + i, "", "film-6", NOW, Feedback.TAKEN));
    }

    JsonNode answer =
        ok(
            "{\"context\":{\"device\":\"device-2\"},\"k\":8,\"explain\":true,"
                + "\"exploration\":{\"thompson\":10,\"seed\":1}}");

    assertThat(ids(answer).get(0)).isEqualTo("film-6");
    assertThat(ids(answer)).doesNotContain("film-2");
    assertThat(answer.at("/items/0/why/taken").asInt()).isEqualTo(400);
    assertThat(answer.at("/items/0/why/passed").asInt()).isZero();
  }

  @Test
  void anyServerGivesTheSameAnswersInWhateverOrderItReadTheEvents() throws Exception {
    List<Interaction> events = new ArrayList<>();
    Random random = new Random(3);
    for (int i = 0; i < 60; i++) {
      events.add(
          TestRecommender.met(
              "e" + i,
              "u" + i % 4,
              "film-" + random.nextInt(40),
              NOW + random.nextInt(20), // some at once
              i % 5 == 0 ? Feedback.SEEN : Feedback.TAKEN));
    }
    events.forEach(server.memory::add);
    try (TestServer other = new TestServer()) {
      recommender.publish(other, 500);
      List<Interaction> again = new ArrayList<>(events);
      again.addAll(events.subList(0, 20)); // twice
      Collections.shuffle(again, random);
      again.forEach(other.memory::add);

      for (int u = 0; u < 4; u++) {
        String query =
            "{\"user\":\"u" + u + "\",\"time\":" + NOW + ",\"explain\":true,\"seen\":\"keep\"}";
        assertThat(ok(other, query)).isEqualTo(ok(query));
        String exploring =
            "{\"user\":\"u" + u + "\",\"time\":" + NOW + ",\"exploration\":{\"thompson\":3}}";
        assertThat(ok(other, exploring)).isEqualTo(ok(exploring));
      }
    }
  }

  @Test
  void answersAListByAListInItsOrder() throws Exception {
    JsonNode answers =
        ok("[{\"context\":{\"device\":\"device-1\"}},{\"context\":{\"device\":\"device-2\"}}]");

    assertThat(flavour(ids(answers.get(0)).get(0))).isEqualTo(1);
    assertThat(flavour(ids(answers.get(1)).get(0))).isEqualTo(2);
  }

  @Test
  void answersFromTheVersionAskedForOrNotAtAll() throws Exception {
    recommender.publish(server, 600);

    assertThat(ok("{}").get("version").asLong()).isEqualTo(600);
    assertThat(ok("{\"version\":500}").get("version").asLong()).isEqualTo(500);
    HttpResponse<byte[]> gone = post(server, "{\"version\":499}");
    assertThat(gone.statusCode()).isEqualTo(410);
    assertThat(problem(gone).get("type").asText()).isEqualTo("urn:slipstream:problem:version-gone");
  }

  @Test
  void towerAndItemsAreOfOneVersion() throws Exception {
    recommender.items(server, 600);

    assertThat(ok("{}").get("version").asLong()).isEqualTo(500);
    HttpResponse<byte[]> asked = post(server, "{\"version\":600}");
    assertThat(asked.statusCode()).isEqualTo(503);
    assertThat(problem(asked).get("detail").asText())
        .isEqualTo("no context tower of version 600 was announced");

    recommender.tower(server, 600);

    assertThat(ok("{}").get("version").asLong()).isEqualTo(600);
  }

  @Test
  void saysWhatItWaitsForWhereNothingIsLearned() throws Exception {
    try (TestServer empty = new TestServer()) {
      HttpResponse<byte[]> answer = post(empty, "{}");

      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(problem(answer).get("detail").asText())
          .isEqualTo(
              "waiting for the first version of a recommender; one is learned where job.recommend"
                  + " is set");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "{\"context\":{\"devise\":\"phone\"}} ~ 400 ~ context.devise: must be one of [device, price]; did you mean device?",
        "{\"context\":{\"recent\":\"film-1\"}} ~ 400 ~ context.recent: must be one of [device, price]",
        "{\"context\":{\"device\":[\"a\",\"b\"]}} ~ 400 ~ context.device: must have 1 value, was 2",
        "{\"context\":{\"price\":\"cheap\"}} ~ 400 ~ context.price: must be a finite number, was cheap",
        "{\"context\":{\"price\":{}}} ~ 400 ~ The context's price must be a text, number, boolean or a list of them, was an object.",
        "{\"context\":7} ~ 400 ~ The context must be an object of fields, was 7.",
        "{\"user\":{}} ~ 400 ~ The user must be a text or a whole number, was an object.",
        "{\"time\":\"yesterday\"} ~ 400 ~ The time must be RFC 3339 or whole Unix milliseconds, was \"yesterday\".",
        "{\"time\":\"1970-01-02T00:00:00Z\"} ~ 400 ~ The time must be after 1970 and not a day ahead",
        "{\"time\":\"2200-01-01T00:00:00Z\"} ~ 400 ~ The time must be after 1970 and not a day ahead",
        "{\"k\":0} ~ 400 ~ k: must be a whole number from 1 to 100, was 0",
        "{\"k\":1000000000} ~ 400 ~ k: must be a whole number from 1 to 100, was 1000000000",
        "{\"k\":1e9} ~ 400 ~ k: must be a whole number",
        "{\"recent\":[7]} ~ 400 ~ recent.[0]: must be",
        "{\"recent\":[{\"feedback\":\"taken\"}]} ~ 400 ~ recent: must name an item, did not",
        "{\"recent\":[{\"item\":\"a\",\"feedback\":\"liked\"}]} ~ 400 ~ recent.feedback: must be one of [taken, seen, refused], was liked",
        "{\"seen\":\"hide\"} ~ 400 ~ seen: must be one of [drop, keep], was hide",
        "{\"diversity\":2} ~ 400 ~ diversity: must be a number from 0 to 1, was 2.0",
        "{\"exploration\":{}} ~ 400 ~ exploration: must have either epsilon or thompson, had neither",
        "{\"exploration\":{\"epsilon\":2}} ~ 400 ~ exploration.epsilon: must be a number from 0 to 1, was 2.0",
        "{\"exploration\":{\"thompson\":0}} ~ 400 ~ exploration.thompson: must be finite and > 0, was 0.0",
        "{\"exploration\":{\"epsilon\":0.1},\"diversity\":0.1} ~ 400 ~ exploration: must be without diversity, was with both",
        "{\"recommender\":\"recomend\"} ~ 400 ~ recommender: must be one of [recommend], was recomend; did you mean recommend?",
        "{\"version\":\"new\"} ~ 400 ~ version: must be a whole number",
        "{\"contxt\":{}} ~ 400 ~ contxt: must be one of [context, diversity, exclude, explain, exploration, filter, k, recent, recommender, seen, time, user, version]",
        "{\"context\" ~ 400 ~ body: must be JSON: ",
        "[] ~ 400 ~ body: must be a list of 1 to 256 objects, was of 0",
      })
  void refusesWhatIsNoQuery(String body, int status, String detail) throws Exception {
    HttpResponse<byte[]> response = post(server, body);

    assertThat(problem(response).get("detail").asText()).startsWith(detail);
    assertThat(response.statusCode()).isEqualTo(status);
  }

  private static int flavour(String id) {
    return Integer.parseInt(id.substring("film-".length())) % FLAVOURS;
  }

  private static JsonNode item(JsonNode answer, String id) {
    for (JsonNode item : answer.get("items")) {
      if (item.get("id").asText().equals(id)) {
        return item;
      }
    }
    throw new AssertionError(id + " is not in " + answer);
  }

  private static List<String> ids(JsonNode answer) {
    List<String> ids = new ArrayList<>();
    answer.get("items").forEach(item -> ids.add(item.get("id").asText()));
    return ids;
  }

  private JsonNode ok(String body) throws Exception {
    return ok(server, body);
  }

  private static JsonNode ok(TestServer server, String body) throws Exception {
    return Requests.ok(post(server, body));
  }

  private static HttpResponse<byte[]> post(TestServer server, String body) throws Exception {
    return postJson(server, "/v1/recommend", body);
  }
}
