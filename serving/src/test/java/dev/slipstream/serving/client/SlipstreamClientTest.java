package dev.slipstream.serving.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipstream.serving.TestRecommender;
import dev.slipstream.serving.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SlipstreamClientTest {

  private final TestServer server = new TestServer();
  private final SlipstreamClient client = SlipstreamClient.of(server.uri("/"));

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
  void findsWhatIsAskedFor() {
    SimilarAnswer answer =
        client.similar(
            SimilarRequest.toItem("item-3")
                .atMost(2)
                .ofModalities(Set.of("image"))
                .without(Set.of("item-0"))
                .by("image")
                .from(500));

    assertThat(answer.encoder()).isEqualTo("image");
    assertThat(answer.version()).isEqualTo(500);
    assertThat(answer.items()).hasSize(2);
    assertThat(answer.items().get(0).id()).isEqualTo("item-13");
    assertThat(answer.items().get(0).contentType()).isEqualTo("image/png");
  }

  @Test
  void recommends() {
    try (TestRecommender recommender = new TestRecommender()) {
      recommender.publish(server, 500);

      RecommendAnswer answer =
          client.recommend(
              RecommendRequest.forUser("u1")
                  .in(Map.of("device", List.of("device-2")))
                  .at("2026-01-01T00:00:00Z")
                  .after(List.of("film-2", "film-6"))
                  .ofModalities(Set.of("text"))
                  .without(Set.of("film-10"))
                  .withSeen()
                  .by("recommend")
                  .from(500)
                  .atMost(5)
                  .explained());

      assertThat(answer.version()).isEqualTo(500);
      assertThat(answer.items()).hasSize(5).noneMatch(item -> item.id().equals("film-10"));
      assertThat(answer.items().get(0).why().recent())
          .extracting(RecommendAnswer.Part::item)
          .containsExactly("film-2", "film-6");
      assertThat(client.recommend(RecommendRequest.forAnybody().exploring(1, 7)).items())
          .allMatch(RecommendAnswer.Recommended::explored);
      assertThat(client.recommend(RecommendRequest.forAnybody().sampling(5, 7)).items())
          .hasSize(10);
      assertThat(client.recommend(RecommendRequest.forAnybody().diverse(0.5)).items()).hasSize(10);
    }
  }

  @Test
  void tellsWhyNothingIsEmbedded() {
    assertThatThrownBy(() -> client.embed(EmbedRequest.ofText("a", "image")))
        .isInstanceOf(SlipstreamException.class)
        .hasMessageContaining("version 500 of encoder image was not announced");
    assertThatThrownBy(() -> client.embed(EmbedRequest.ofContent(new byte[0], "other")))
        .isInstanceOf(SlipstreamException.class)
        .hasMessageContaining("encoder: must be one of");
  }

  @Test
  void asksForSeveralAtOnceByItemAndByVector() {
    ItemEmbedding embedding = client.embedding("item-3", "image");

    List<SimilarAnswer> answers =
        client.similar(
            List.of(
                SimilarRequest.toVector(embedding.vector()).atMost(1),
                SimilarRequest.toItem("item-4").atMost(3)));

    assertThat(answers.get(0).items().get(0).id()).isEqualTo("item-3");
    assertThat(answers.get(1).items()).hasSize(3);
  }

  @Test
  void fetchesAnItemsBytesWhateverItsId() {
    server.embed(500, "a/b c", 1);
    server.pictures.put("a/b c", new byte[] {7, 8});

    assertThat(client.content("a/b c", "image")).containsExactly(7, 8);
  }

  @Test
  void tellsWhatCameOfIt() {
    String id =
        client.tell(InteractionRequest.taken("u1", "item-3", Map.of("device", List.of("phone"))));

    assertThat(server.interactions).hasSize(1);
    assertThat(server.interactions.get(0))
        .startsWith("u1 {")
        .contains("\"item\":\"item-3\"", "\"device\":[\"phone\"]", "\"id\":\"" + id + "\"");
  }

  @Test
  void saysWhyTheServerRefused() {
    SlipstreamException gone =
        catchThrowableOfType(
            SlipstreamException.class,
            () -> client.similar(SimilarRequest.toItem("item-3").from(7)));

    assertThat(gone.status()).isEqualTo(410);
    assertThat(gone.type()).isEqualTo("urn:slipstream:problem:version-gone");
    assertThat(gone).hasMessageContaining("was 7");
  }

  @Test
  void saysWhichServerCannotBeReached() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    URI nobody = URI.create("http://127.0.0.1:" + port);

    assertThatThrownBy(
            () ->
                SlipstreamClient.of(nobody, Duration.ofSeconds(5))
                    .similar(SimilarRequest.toItem("a")))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageStartingWith(nobody.toString());
  }
}
