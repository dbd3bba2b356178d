package dev.slipstream.serving.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

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
