package dev.slipstream.serving.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipstream.serving.TestServer;
import io.javalin.Javalin;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ApiDocumentTest {

  private static final Set<String> PAGE =
      Set.of(
          "GET /",
          "GET /page.css",
          "GET /page.js",
          "GET /chart.js",
          "GET /grid.js",
          "GET /icon.svg",
          "GET /api",
          "GET /api.css",
          "GET /api.js");

  private final TestServer server = new TestServer();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void describesEachRouteAndNoOther() throws Exception {
    Javalin app = Javalin.create();
    HttpServer.addRoutes(app, TestServer.CONFIG, server.backends, new Metrics(server.encoders));
    Set<String> routes =
        app.unsafeConfig().pvt.internalRouter.allHttpHandlers().stream()
            .map(parsed -> parsed.getEndpoint())
            .map(route -> route.getMethod() + " " + route.getPath())
            .filter(route -> !PAGE.contains(route))
            .collect(Collectors.toCollection(TreeSet::new));

    Set<String> described = new TreeSet<>();
    for (Map.Entry<String, JsonNode> path : document().get("paths").properties()) {
      path.getValue()
          .fieldNames()
          .forEachRemaining(
              method -> described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey()));
    }

    assertThat(described).isEqualTo(routes);
  }

  @Test
  void refersOnlyToWhatIsThere() throws Exception {
    JsonNode document = document();

    assertThat(document.get("openapi").asText()).isEqualTo("3.1.0");
    for (JsonNode reference : document.findValues("$ref")) {
      assertThat(document.at(reference.asText().substring(1)).isMissingNode())
          .as(reference.asText())
          .isFalse();
    }
  }

  @Test
  void namesTheFieldsOfBodiesAsTheyAreRead() throws Exception {
    assertThat(fields("SimilarQuery")).isEqualTo(components(SimilarQuery.class));
    assertThat(fields("EmbedQuery")).isEqualTo(components(EmbedQuery.class));
    assertThat(fields("RecommendQuery")).isEqualTo(components(RecommendQuery.class));
    assertThat(fields("RecentItem")).isEqualTo(components(RecommendQuery.RecentItem.class));
    assertThat(fields("Exploration")).isEqualTo(components(RecommendQuery.Exploration.class));
    assertThat(fields("RecommendAnswer")).isEqualTo(components(RecommendAnswer.class));
    assertThat(fields("Why")).isEqualTo(components(RecommendAnswer.Why.class));
    assertThat(fields("Filter")).isEqualTo(components(ItemFilter.class));
  }

  private Set<String> fields(String schema) throws Exception {
    Set<String> names = new TreeSet<>();
    document()
        .at("/components/schemas/" + schema + "/properties")
        .fieldNames()
        .forEachRemaining(names::add);
    return names;
  }

  private static Set<String> components(Class<? extends Record> type) {
    return Arrays.stream(type.getRecordComponents())
        .map(RecordComponent::getName)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private JsonNode document() throws IOException, InterruptedException {
    return new ObjectMapper()
        .readTree(
            HttpClient.newHttpClient()
                .send(
                    HttpRequest.newBuilder(server.uri("/openapi.json")).build(),
                    BodyHandlers.ofByteArray())
                .body());
  }
}
