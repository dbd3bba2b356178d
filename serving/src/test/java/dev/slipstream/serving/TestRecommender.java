package dev.slipstream.serving;

import dev.slipstream.config.Settings;
import dev.slipstream.encoder.EmbeddedOutput;
import dev.slipstream.encoder.EncoderFile;
import dev.slipstream.recommend.Content;
import dev.slipstream.recommend.RecommendLearner;
import dev.slipstream.serving.catalogue.Item;
import dev.slipstream.wire.EncoderAnnouncement;
import dev.slipstream.wire.Interaction;
import dev.slipstream.wire.Origin;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * A learner of a small world: forty items of four flavours. It publishes to a {@link TestServer}.
 */
public final class TestRecommender implements AutoCloseable {

  public static final int FLAVOURS = 4;
  public static final List<String> IDS = IntStream.range(0, 40).mapToObj(i -> "film-" + i).toList();
  public static final long NOW = 1_767_225_600_000L; // 2026-01-01

  private final RecommendLearner learner =
      RecommendLearner.create(
          Settings.defaults(RecommendLearner.OPTIONS)
              .with(
                  Map.of(
                      "encoder.engine", "torch",
                      "encoder.threads", "1",
                      "recommend.context", "device:categorical,price:numeric,recent:recent",
                      "recommend.dimensions", "16",
                      "recommend.buckets", "256",
                      "recommend.ids", "64",
                      "recommend.batch-size", "16",
                      "recommend.history", "3",
                      "recommend.learning-rate", "0.02")),
          0);

  public TestRecommender() {
    for (int i = 0; i < IDS.size(); i++) {
      learner.item(IDS.get(i), Content.ofWords(List.of("flavour" + i % FLAVOURS)));
    }
    for (int i = 0; i < 640; i++) {
      int flavour = i % FLAVOURS;
      learner.learn(
          new dev.slipstream.recommend.Interaction(
              "e" + i,
              "u" + flavour + i % 3,
              IDS.get(flavour + FLAVOURS * ((i * 7) % 10)),
              NOW + i,
              Map.of("device", List.of("device-" + flavour)),
              dev.slipstream.recommend.Interaction.Feedback.TAKEN,
              1));
    }
  }

  /** The items' vectors, in the order of {@link #IDS}. */
  public List<float[]> vectors() {
    return learner.vectors(IDS);
  }

  /** Publishes the towers as they are, as a version: the items at once, and the file. */
  public void publish(TestServer server, long version) {
    tower(server, version);
    items(server, version);
  }

  /** The context tower's file, announced. */
  public void tower(TestServer server, long version) {
    byte[] file = file(version);
    server.files.put("memory:" + version, file);
    EncoderAnnouncement announcement =
        EncoderAnnouncement.newBuilder()
            .setEncoder("recommend.context")
            .setVersion(version)
            .setUri("memory:" + version)
            .setFileBytes(file.length)
            .setSha256(DigestUtils.sha256Hex(file))
            .build();
    server.towers.announced(announcement);
    server.towers.restored();
  }

  /** The items' vectors. */
  public void items(TestServer server, long version) {
    List<float[]> vectors = vectors();
    for (int i = 0; i < IDS.size(); i++) {
      server
          .encoders
          .named("recommend.content")
          .catalogue()
          .put(
              version,
              IDS.get(i),
              new Item(Origin.getDefaultInstance(), "text/plain", 1_000, 2_000),
              vectors.get(i));
    }
  }

  /** Somebody met an item. */
  public static Interaction met(
      String event, String user, String item, long millis, Interaction.Feedback feedback) {
    return Interaction.newBuilder()
        .setEventId(event)
        .setUser(user)
        .setItemId(item)
        .setEventTimeMillis(millis)
        .setFeedback(feedback)
        .setWeight(1)
        .build();
  }

  private byte[] file(long version) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try {
      EncoderFile.write(
          new EncoderFile.Contents(
              learner.contextTower().spec(),
              "recommend.context",
              version,
              learner.contextTower().parameters().toArray(),
              EmbeddedOutput.PROJECTION,
              Optional.empty(),
              new byte[0],
              learner.contextNotes()),
          file);
    } catch (IOException e) {
      throw new IllegalStateException("a file in memory", e);
    }
    return file.toByteArray();
  }

  @Override
  public void close() {
    learner.close();
  }
}
