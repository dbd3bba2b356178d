package dev.slipstream.serving.http;

import static dev.slipstream.serving.http.Requests.CLIENT;
import static dev.slipstream.serving.http.Requests.postJson;
import static dev.slipstream.serving.http.Requests.problem;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipstream.config.Settings;
import dev.slipstream.encoder.Architectures;
import dev.slipstream.encoder.EmbeddedOutput;
import dev.slipstream.encoder.EncoderFile;
import dev.slipstream.encoder.EncoderSpec;
import dev.slipstream.ingest.IngestConfig;
import dev.slipstream.ingest.RawEvent;
import dev.slipstream.ingest.image.ImageShape;
import dev.slipstream.input.Modalities;
import dev.slipstream.input.SampleInput;
import dev.slipstream.input.SampleVectors;
import dev.slipstream.serving.TestServer;
import dev.slipstream.serving.catalogue.Item;
import dev.slipstream.wire.EncoderAnnouncement;
import dev.slipstream.wire.Origin;
import dev.slipstream.wire.Sample;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmbedRoutesTest {

  private static final Map<String, String> TEXT =
      Map.of("encoder.modality", "text", "text.tokens", "8", "text.buckets", "64");
  private static final Map<String, String> SOUND =
      Map.of("encoder.modality", "audio", "audio.frames", "16", "audio.fit", "2");
  private static final Map<String, String> IMAGE =
      Map.of("image.height", "16", "image.width", "16", "image.channels", "3", "view.mean", "0.4");

  private final TestServer server = new TestServer();

  @BeforeEach
  void publish() throws Exception {
    publish("captions", 7, "word-attention", TEXT);
    publish("photos", 9, "small-conv", IMAGE);
    publish("sounds", 3, "audio-conv", SOUND);
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void embedsATextAsItsItemWouldBe() throws Exception {
    JsonNode answer = ok("{\"encoder\":\"captions\",\"text\":\"A red apple\"}");

    assertThat(answer.get("encoder").asText()).isEqualTo("captions");
    assertThat(answer.get("version").asLong()).isEqualTo(7);
    assertThat(vector(answer))
        .containsExactly(expected("word-attention", TEXT, "A red apple".getBytes(UTF_8)));
  }

  @Test
  void embedsAnImageAsItsItemWouldBe() throws Exception {
    byte[] png = png();
    String body =
        "{\"encoder\":\"photos\",\"content\":\"%s\"}"
            .formatted(Base64.getEncoder().encodeToString(png));

    assertThat(vector(ok(body))).containsExactly(expected("small-conv", IMAGE, png));
    assertThat(vector(ok(body.replace("}", ",\"contentType\":\"image/png\"}"))))
        .containsExactly(expected("small-conv", IMAGE, png));
  }

  @Test
  void embedsASoundAsItsItemWouldBe() throws Exception {
    byte[] wav = wav();

    JsonNode answer =
        ok(
            "{\"encoder\":\"sounds\",\"content\":\"%s\",\"contentType\":\"audio/wav\"}"
                .formatted(Base64.getEncoder().encodeToString(wav)));

    assertThat(answer.get("version").asLong()).isEqualTo(3);
    assertThat(vector(answer)).containsExactly(expected("audio-conv", SOUND, wav));
  }

  @Test
  void answersAListOfSeveralEncodersInItsOrder() throws Exception {
    String image = Base64.getEncoder().encodeToString(png());

    JsonNode answers =
        ok(
            "[{\"encoder\":\"captions\",\"text\":\"one\"},{\"encoder\":\"photos\",\"content\":\""
                + image
                + "\"},{\"encoder\":\"captions\",\"text\":\"two\"}]");

    assertThat(answers.findValuesAsText("encoder"))
        .containsExactly("captions", "photos", "captions");
    assertThat(vector(answers.get(2)))
        .containsExactly(expected("word-attention", TEXT, "two".getBytes(UTF_8)));
  }

  @Test
  void itsVectorsFindItemsOfTheSameVersion() throws Exception {
    JsonNode embedded = ok("{\"encoder\":\"captions\",\"text\":\"A red apple\"}");

    HttpResponse<byte[]> found =
        postJson(
            server,
            "/v1/similar",
            "{\"encoder\":\"captions\",\"version\":7,\"vector\":" + embedded.get("vector") + "}");

    assertThat(found.statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "{\"encoder\":\"captions\"} ~ 400 ~ bad-body ~ body: must have either text or content, had neither",
        "{\"encoder\":\"captions\",\"text\":\"a\",\"content\":\"YQ==\"} ~ 400 ~ bad-body ~ body: must have either text or content, had both",
        "{\"encoder\":\"captions\",\"text\":\"a\",\"contentType\":\"text/plain\"} ~ 400 ~ bad-body ~ contentType: must be of a content, was of a text",
        "{\"encoder\":\"captions\",\"text\":\"\"} ~ 400 ~ bad-content ~ The event has no bytes.",
        "{\"encoder\":\"captions\",\"text\":\"   \"} ~ 400 ~ bad-content ~ ",
        "{\"encoder\":\"captions\",\"text\":7} ~ 400 ~ bad-body ~ text: must be",
        "{\"encoder\":\"photos\",\"text\":\"a\"} ~ 415 ~ wrong-type ~ ",
        "{\"encoder\":\"photos\",\"content\":\"!\"} ~ 400 ~ bad-body ~ content: must be base64: ",
        "{\"encoder\":\"photos\",\"content\":\"AAAA\"} ~ 415 ~ wrong-type ~ ",
        "{\"encoder\":\"photos\",\"content\":\"iVBORw0KGgo=\"} ~ 400 ~ bad-content ~ ",
        "{\"encoder\":\"photos\",\"content\":\"iVBORw0KGgo=\",\"contentType\":\"image/jpeg\"} ~ 415 ~ wrong-type ~ ",
        "[{\"encoder\":\"captions\",\"text\":\"a\"},{\"encoder\":\"captions\",\"text\":\"\"}] ~ 400 ~ bad-content ~ [1]: The event has no bytes.",
        "{\"encoder\":\"caption\",\"text\":\"a\"} ~ 400 ~ bad-parameter ~ encoder: must be one of [captions, image, photos, sounds], was caption",
        "{\"encoder\":\"captions\",\"text\":\"a\",\"version\":6} ~ 410 ~ version-gone ~ version: must be 7",
        "{\"encoder\":\"captions\",\"text\":\"a\",\"texts\":\"a\"} ~ 400 ~ bad-body ~ texts: must be one of [content, contentType, encoder, text, version]",
      })
  void refusesWhatCannotBeEmbedded(String body, int status, String type, String detail)
      throws Exception {
    HttpResponse<byte[]> response = postJson(server, "/v1/embed", body);

    JsonNode problem = problem(response);
    assertThat(problem.get("detail").asText()).startsWith(detail == null ? "" : detail);
    assertThat(response.statusCode()).as(problem.toString()).isEqualTo(status);
    assertThat(problem.get("type").asText()).isEqualTo("urn:slipstream:problem:" + type);
  }

  @Test
  void refusesAVersionThatDoesNotSayHowItsInputIsMade() throws Exception {
    publish("old", 3, "word-attention", null);

    HttpResponse<byte[]> response =
        postJson(server, "/v1/embed", "{\"encoder\":\"old\",\"text\":\"a\"}");

    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(problem(response).get("detail").asText())
        .isEqualTo(
            "version 3 of encoder old cannot embed contents: encoder.modality: must be said, was"
                + " not");
  }

  @Test
  void takesFilesAndRefusesHugeBodies() throws Exception {
    byte[] large = new byte[3 << 20];
    String content = Base64.getEncoder().encodeToString(large);

    assertThat(
            postJson(
                    server, "/v1/embed", "{\"encoder\":\"photos\",\"content\":\"" + content + "\"}")
                .statusCode())
        .isEqualTo(415); // looked at, and no image
    assertThat(postJson(server, "/v1/embed", " ".repeat((16 << 20) + 1)).statusCode())
        .isEqualTo(413);
  }

  @Test
  void refusesHugeBodiesInChunksToo() throws Exception {
    HttpResponse<byte[]> response =
        CLIENT.send(
            HttpRequest.newBuilder(server.uri("/v1/similar"))
                .header("Content-Type", "application/json")
                .POST(
                    BodyPublishers.ofInputStream(
                        () -> new ByteArrayInputStream(" ".repeat((1 << 20) + 1).getBytes(UTF_8))))
                .build(),
            BodyHandlers.ofByteArray());

    assertThat(response.statusCode()).isEqualTo(413);
  }

  /** What the refresher would make of it. */
  private static float[] expected(String architecture, Map<String, String> notes, byte[] content)
      throws Exception {
    SampleInput input = input(notes);
    IngestConfig ingest =
        IngestConfig.from(
            Settings.defaults(
                    Stream.of(IngestConfig.OPTIONS, ImageShape.OPTIONS)
                        .flatMap(List::stream)
                        .toList())
                .with(notes == IMAGE ? shape() : Map.of()));
    Sample.Builder sample = Sample.newBuilder();
    ingest
        .featurizer(input.topic())
        .featurize(new RawEvent("a", Optional.empty(), content), sample);
    try (SampleVectors embedder = SampleVectors.open("auto", 1, input)) {
      embedder.load(version("any", 0, architecture, notes));
      return embedder.embed(List.of(sample.build()))[0];
    }
  }

  private static Map<String, String> shape() {
    return Map.of("image.height", "16", "image.width", "16", "image.channels", "3");
  }

  private void publish(String encoder, long version, String architecture, Map<String, String> notes)
      throws Exception {
    EncoderFile.Contents contents = version(encoder, version, architecture, notes);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    EncoderFile.write(contents, file);
    server.files.put(encoder, file.toByteArray());
    server.announcements.add(
        EncoderAnnouncement.newBuilder()
            .setEncoder(encoder)
            .setVersion(version)
            .setUri(encoder)
            .setFileBytes(file.size())
            .setSha256(DigestUtils.sha256Hex(file.toByteArray()))
            .build());
    float[] vector = new float[contents.embeddingSize()];
    vector[0] = 1;
    server
        .encoders
        .named(encoder)
        .catalogue()
        .put(version, "item", new Item(Origin.getDefaultInstance(), "text/plain", 1, 2), vector);
  }

  /**
   * @param notes null for a file of before there were any
   */
  private static EncoderFile.Contents version(
      String encoder, long version, String architecture, Map<String, String> notes) {
    EncoderSpec spec =
        Architectures.declare(architecture, input(notes == null ? TEXT : notes).spec(), 16, 5);
    return new EncoderFile.Contents(
        spec,
        encoder,
        version,
        spec.initialParameters(),
        EmbeddedOutput.REPRESENTATION,
        Optional.empty(),
        new byte[0],
        notes == null ? Map.of() : Modalities.notes(settings(notes)));
  }

  private static SampleInput input(Map<String, String> notes) {
    return Modalities.input(settings(notes));
  }

  private static Settings settings(Map<String, String> notes) {
    return Settings.defaults(Modalities.OPTIONS).with(notes);
  }

  private static byte[] png() throws Exception {
    BufferedImage image = new BufferedImage(20, 30, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 600; i++) {
      image.setRGB(i % 20, i / 20, i * 7919);
    }
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(image, "png", png);
    return png.toByteArray();
  }

  /** A tone of half a second that rises. */
  private static byte[] wav() throws Exception {
    byte[] pcm = new byte[8_000];
    for (int i = 0; i < 4_000; i++) {
      pcm[2 * i + 1] = (byte) (60 * Math.sin(i * (0.2 + i * 1e-4)));
    }
    ByteArrayOutputStream wav = new ByteArrayOutputStream();
    AudioFormat format = new AudioFormat(8_000, 16, 1, true, false);
    AudioSystem.write(
        new AudioInputStream(new ByteArrayInputStream(pcm), format, 4_000),
        AudioFileFormat.Type.WAVE,
        wav);
    return wav.toByteArray();
  }

  private static float[] vector(JsonNode answer) {
    float[] vector = new float[answer.get("vector").size()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = answer.get("vector").get(i).floatValue();
    }
    return vector;
  }

  private JsonNode ok(String body) throws Exception {
    return Requests.ok(postJson(server, "/v1/embed", body));
  }
}
