package dev.slipstream.infra.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.slipstream.wire.DeadLetter;
import dev.slipstream.wire.EncoderAnnouncement;
import dev.slipstream.wire.Progress;
import dev.slipstream.wire.Ranking;
import dev.slipstream.wire.Topics;
import dev.slipstream.wire.UnpairedSample;
import dev.slipstream.wire.UnpairedSample.Reason;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Interactions from their raw topic to a published recommender, on a broker. */
class RecommendTest {

  private static final int ITEMS = 12;
  private static final int INTERACTIONS = 64;
  private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant LATER = FIRST.plusSeconds(86_400);

  @TempDir private Path directory;

  @Test
  void aRecommenderIsLearnedTestedAndPublishedAndEachEventCountsOnce() throws Exception {
    try (SmallRuntime runtime = SmallRuntime.start(directory, settings())) {
      took(runtime, "early", "new", FIRST); // waits for its item
      took(runtime, "lost", "unknown", FIRST);
      for (String bad :
          List.of(
              "{\"item\":",
              "{\"item\": \"item-0\", \"time\": \"1970-01-01T00:00:00Z\"}",
              "{\"item\": \"item-0\", \"time\": \"2200-01-01T00:00:00Z\"}",
              "{\"item\": \"item-0\", \"mood\": \"good\"}")) {
        runtime.send(Topics.RAW_INTERACTION, null, bad.getBytes(UTF_8), Map.of());
      }
      for (int i = 0; i < ITEMS; i++) {
        item(runtime, "item-" + i, FIRST);
      }
      item(runtime, "new", FIRST);
      for (int i = 0; i < INTERACTIONS; i++) {
        took(runtime, "e" + i, "item-" + i % ITEMS, FIRST.plusSeconds(i));
      }
      took(runtime, "e0", "item-0", FIRST.plusSeconds(99));

      runtime.awaitCounter("deduplicate-recommend", "duplicates", 1);
      runtime.awaitCounter("join-recommend", "interactions", INTERACTIONS + 1);
      item(runtime, "newest", LATER); // moves both watermarks on
      took(runtime, "last", "newest", LATER);
      runtime.awaitCounter("join-recommend", "unpaired", 1);
      assertThat(unpaired(runtime))
          .extracting(UnpairedSample::getPair, UnpairedSample::getItemId, UnpairedSample::getReason)
          .containsExactly(tuple("recommend", "unknown", Reason.NO_PARTNER));
      assertThat(refusals(runtime))
          .containsExactlyInAnyOrder(
              DeadLetter.Reason.CORRUPT,
              DeadLetter.Reason.BAD_EVENT_TIME,
              DeadLetter.Reason.BAD_EVENT_TIME,
              DeadLetter.Reason.BAD_INTERACTION);
      assertPublished(runtime);
      runtime.awaitEmbedding("item-0", "recommend.content", 200);
      assertWhatOnlyImagesTellIsRecommended(runtime);
      assertThat(rankings(runtime)).isNotEmpty().allMatch(ranking -> ranking.getUsers() <= 4);
      assertRecommendedByWhatTheUserDidLast(runtime);
      assertContentsAreEmbedded(runtime);
      runtime.assertRunning();
    }
  }

  /** Told to serving, learned of by way of Kafka. */
  private static void assertRecommendedByWhatTheUserDidLast(SmallRuntime runtime) {
    String query = "{\"user\":\"newcomer\",\"k\":20,\"explain\":true}";
    runtime.awaitAnswer(
        "/v1/recommend",
        query,
        found ->
            found.path("version").asLong() > 0
                && found.findValuesAsText("id").contains("item-3")
                && found.findValuesAsText("item").isEmpty());

    runtime.awaitAnswer(
        "/v1/interactions",
        "{\"id\":\"new\",\"user\":\"newcomer\",\"item\":\"item-3\"}",
        found -> found.has("id"));

    runtime.awaitAnswer(
        "/v1/recommend",
        query,
        found ->
            !found.findValuesAsText("id").contains("item-3")
                && found.findValuesAsText("item").contains("item-3"));
  }

  private static void assertContentsAreEmbedded(SmallRuntime runtime) throws Exception {
    String image = Base64.getEncoder().encodeToString(ImageFeed.png(7));
    runtime.awaitAnswer(
        "/v1/embed",
        "{\"encoder\":\"photos\",\"content\":\"" + image + "\"}",
        found -> found.path("vector").size() > 1);
  }

  /** An item without words is embedded by what the encoder of images says, and goes with it. */
  private static void assertWhatOnlyImagesTellIsRecommended(SmallRuntime runtime) throws Exception {
    runtime.send(Topics.RAW_IMAGE, "picture", ImageFeed.png(7), Map.of());
    runtime.awaitEmbedding("picture", "photos", 200);
    runtime.awaitEmbedding("picture", "recommend.content", 200);

    runtime.send(Topics.RAW_IMAGE, "picture", null, Map.of());
    runtime.awaitEmbedding("picture", "recommend.content", 404);
  }

  /** Version 0 of both towers, and later ones of both. */
  private static void assertPublished(SmallRuntime runtime) {
    List<EncoderAnnouncement> versions =
        runtime.awaitRecords(Topics.ENCODERS, 7).stream()
            .map(record -> parse(() -> EncoderAnnouncement.parseFrom(record.value())))
            .filter(version -> version.getEncoder().startsWith("recommend."))
            .toList();
    assertThat(versions)
        .extracting(EncoderAnnouncement::getEncoder, EncoderAnnouncement::getVersion)
        .startsWith(
            tuple("recommend.context", 0L),
            tuple("recommend.content", 0L),
            tuple("recommend.context", 2L),
            tuple("recommend.content", 2L));
  }

  private static List<Ranking> rankings(SmallRuntime runtime) {
    return runtime.awaitRecords(Topics.PROGRESS, 1).stream()
        .map(record -> parse(() -> Progress.parseFrom(record.value())))
        .flatMap(report -> report.getRankingsList().stream())
        .toList();
  }

  private static List<UnpairedSample> unpaired(SmallRuntime runtime) {
    return runtime.awaitRecords(Topics.UNPAIRED, 1).stream()
        .map(record -> parse(() -> UnpairedSample.parseFrom(record.value())))
        .toList();
  }

  private static List<DeadLetter.Reason> refusals(SmallRuntime runtime) {
    return runtime.awaitRecords(Topics.DEAD_LETTERS, 4).stream()
        .map(record -> parse(() -> DeadLetter.parseFrom(record.value())).getReason())
        .toList();
  }

  private interface Parser<T> {
    T parse() throws InvalidProtocolBufferException;
  }

  private static <T> T parse(Parser<T> parser) {
    try {
      return parser.parse();
    } catch (InvalidProtocolBufferException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void item(SmallRuntime runtime, String item, Instant time) throws Exception {
    runtime.send(
        Topics.RAW_TEXT,
        item,
        ("words of " + item).getBytes(UTF_8),
        Map.of("ce_time", time.toString()));
  }

  private static void took(SmallRuntime runtime, String id, String item, Instant time)
      throws Exception {
    String json =
        "{\"id\": \"%s\", \"user\": \"u%d\", \"item\": \"%s\", \"time\": \"%s\"}"
            .formatted(id, Math.floorMod(id.hashCode(), 4), item, time);
    runtime.send(Topics.RAW_INTERACTION, null, json.getBytes(UTF_8), Map.of());
  }

  private static Map<String, String> settings() {
    return Map.of(
        "job.encoders", "photos",
        "photos/embedding.size", "0",
        "job.recommend", "true",
        "job.publish-every-steps", "2",
        "recommend.batch-size", "8",
        "recommend.dimensions", "8",
        "recommend.buckets", "256",
        "recommend.ids", "64");
  }
}
