package dev.slipstream.infra.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.slipstream.wire.Topics;
import dev.slipstream.wire.UnpairedSample;
import dev.slipstream.wire.UnpairedSample.Reason;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Texts, images and sounds of the same items, learned across in one job on a real broker. */
class PairsTest {

  private static final int ITEMS = 24;
  private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");

  /** Beyond the window and what may come late. */
  private static final Instant LATER = FIRST.plusSeconds(3600);

  /** Each pair's towers, and the raw topics of their modalities. */
  private static final Map<String, Topics.Topic> TOWERS =
      Map.of(
          "text-image.text", Topics.RAW_TEXT,
          "text-image.image", Topics.RAW_IMAGE,
          "text-audio.text", Topics.RAW_TEXT,
          "text-audio.audio", Topics.RAW_AUDIO,
          "image-audio.image", Topics.RAW_IMAGE,
          "image-audio.audio", Topics.RAW_AUDIO);

  private static final List<Topics.Topic> RAW =
      List.of(Topics.RAW_TEXT, Topics.RAW_IMAGE, Topics.RAW_AUDIO);

  @TempDir private Path directory;

  @Test
  void threeKindsOfPairsAreLearnedInOneJobAndWhatStaysAloneIsTold() throws Exception {
    try (SmallRuntime runtime = SmallRuntime.start(directory, settings())) {
      for (int i = 0; i < ITEMS; i++) {
        for (Topics.Topic topic : RAW) {
          send(runtime, topic, "" + i, FIRST.plusSeconds(i));
        }
      }
      assertServed(runtime);

      send(runtime, Topics.RAW_TEXT, "alone", FIRST);
      send(runtime, Topics.RAW_TEXT, "deleted", LATER);
      runtime.awaitEmbedding(key(Topics.RAW_TEXT, "deleted"), "text-image.text", 200);
      Map<String, String> itemAlone = Map.of("ce_time", LATER.toString()); // not of which pair
      runtime.send(Topics.RAW_TEXT, key(Topics.RAW_TEXT, "deleted"), null, itemAlone);
      runtime.awaitEmbedding(key(Topics.RAW_TEXT, "deleted"), "text-image.text", 404);
      send(runtime, Topics.RAW_IMAGE, "deleted", LATER);
      runtime.awaitEmbedding(key(Topics.RAW_IMAGE, "deleted"), "text-image.image", 200);
      send(runtime, Topics.RAW_AUDIO, "late", FIRST);
      for (Topics.Topic topic : RAW) {
        send(runtime, topic, "last", LATER.plusSeconds(3600));
      }

      assertThat(letters(runtime, 6))
          .extracting(UnpairedSample::getPair, UnpairedSample::getItemId, UnpairedSample::getReason)
          .containsExactlyInAnyOrder(
              tuple("text-image", key(Topics.RAW_TEXT, "alone"), Reason.NO_PARTNER),
              tuple("text-audio", key(Topics.RAW_TEXT, "alone"), Reason.NO_PARTNER),
              tuple("text-image", key(Topics.RAW_IMAGE, "deleted"), Reason.NO_PARTNER),
              tuple("image-audio", key(Topics.RAW_IMAGE, "deleted"), Reason.NO_PARTNER),
              tuple("text-audio", key(Topics.RAW_AUDIO, "late"), Reason.TOO_LATE),
              tuple("image-audio", key(Topics.RAW_AUDIO, "late"), Reason.TOO_LATE));
      runtime.awaitCounter("join-text-image", "unpaired_no_partner", 2);
      runtime.awaitCounter("join-text-audio", "unpaired_too_late", 1);
      runtime.awaitCounter("join-text-image", "pairs", ITEMS + 1);
      runtime.assertRunning();
    }
  }

  private static void assertServed(SmallRuntime runtime) {
    for (var tower : TOWERS.entrySet()) {
      JsonNode answer =
          runtime.awaitNeighbors(key(tower.getValue(), "0"), tower.getKey(), ITEMS - 1);
      List<String> expected = new ArrayList<>();
      for (int i = 1; i < ITEMS; i++) {
        expected.add(key(tower.getValue(), "" + i));
      }
      assertThat(answer.path("neighbors").findValuesAsText("id"))
          .as(tower.getKey())
          .containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  private static List<UnpairedSample> letters(SmallRuntime runtime, int count) {
    return runtime.awaitRecords(Topics.UNPAIRED, count).stream().map(PairsTest::letter).toList();
  }

  private static UnpairedSample letter(ConsumerRecord<String, byte[]> record) {
    try {
      return UnpairedSample.parseFrom(record.value());
    } catch (InvalidProtocolBufferException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The modalities of one item have ids of their own, and share the pair's. */
  private static String key(Topics.Topic topic, String pair) {
    return topic.name() + "-" + pair;
  }

  private static void send(SmallRuntime runtime, Topics.Topic topic, String pair, Instant time)
      throws Exception {
    runtime.send(
        topic,
        key(topic, pair),
        payload(topic, pair.hashCode()),
        Map.of("ce_itemid", pair, "ce_time", time.toString()));
  }

  private static byte[] payload(Topics.Topic topic, int number) throws Exception {
    Random random = new Random(number);
    if (topic.equals(Topics.RAW_TEXT)) {
      return ("the words of number " + number).getBytes(UTF_8);
    }
    return topic.equals(Topics.RAW_IMAGE)
        ? ImageFeed.png(number)
        : Tones.wav(number % 2 == 0, 1 + random.nextDouble(), random);
  }

  private static Map<String, String> settings() {
    return Map.ofEntries(
        Map.entry("job.pairs", "text-image, text-audio, image-audio"),
        Map.entry("job.publish-every-steps", "3"),
        Map.entry("learner.batch-size", "8"),
        Map.entry("learner.steps-per-batch", "1"),
        Map.entry("encoder.projection", "16"),
        Map.entry("text.buckets", "256"),
        Map.entry("text.tokens", "8"),
        Map.entry("audio.frames", "16"),
        Map.entry("audio-view.shift", "2"),
        Map.entry("text-image.image/encoder.architecture", "peer-conv"),
        Map.entry("image-audio.image/encoder.architecture", "peer-conv"));
  }
}
