package dev.slipstream.job.recommender;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipstream.encoder.EmbeddedOutput;
import dev.slipstream.encoder.Encoder;
import dev.slipstream.encoder.EncoderFile;
import dev.slipstream.job.JobFixtures;
import dev.slipstream.job.publication.VersionFiles;
import dev.slipstream.job.refresher.RefresherOperator;
import dev.slipstream.job.settings.JobConfig;
import dev.slipstream.job.settings.JobSettings;
import dev.slipstream.recommend.Interaction;
import dev.slipstream.recommend.Interaction.Feedback;
import dev.slipstream.recommend.RecommendLearner;
import dev.slipstream.wire.Embedding;
import dev.slipstream.wire.EmbeddingKey;
import dev.slipstream.wire.EncoderAnnouncement;
import dev.slipstream.wire.ItemContent;
import dev.slipstream.wire.Origin;
import dev.slipstream.wire.Sample;
import dev.slipstream.wire.TextFeatures;
import dev.slipstream.wire.Topics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Items of texts and images as the refresher of the content tower holds and embeds them. */
class RefresherOfContentsTest {

  private static final String TOWER = Recommender.CONTENT_TOWER;
  private static final String IMAGES = "image";

  @TempDir private Path directory;

  private final List<
          KeyedTwoInputStreamOperatorTestHarness<
              String, ItemContent, EncoderAnnouncement, Embedding>>
      tasks = new ArrayList<>();

  private JobSettings settings;
  private ContentEncoders contents;
  private long checkpoints;

  @BeforeEach
  void settings() {
    settings =
        JobFixtures.settings(
            directory,
            Map.of(
                "encoder.name", TOWER,
                "job.encoders", IMAGES,
                "job.refresh-rate", "1000",
                "recommend.dimensions", "8",
                "recommend.buckets", "64",
                "recommend.ids", "16",
                "recommend.batch-size", "4"));
    contents = ContentEncoders.from(settings.settings());
  }

  @AfterEach
  void close() throws Exception {
    for (var task : tasks) {
      task.close();
    }
  }

  @Test
  void aNewItemIsEmbeddedAtOnceFromItsContentAlone() throws Exception {
    start(1, null);
    announce(4, List.of());

    tell(text("new", 1, 7));
    time(1_000);

    assertThat(output()).hasSize(1);
    Embedding embedding = output().get(0);
    assertThat(embedding.getItemId()).isEqualTo("new");
    assertThat(embedding.getEncoder()).isEqualTo(TOWER);
    assertThat(embedding.getVersion()).isEqualTo(4);
    assertThat(embedding.getEventTimeMillis()).isEqualTo(1);
    assertThat(embedding.getOrigin().getTopic()).isEqualTo(Topics.RAW_TEXT.name());
    assertThat(embedding.getVectorList().stream().mapToDouble(v -> v * v).sum())
        .isBetween(0.9999, 1.0001);
  }

  @Test
  void aSweepBeginsWithWhatIsPopularThenWithTheNewest() throws Exception {
    start(1, null);
    announce(0, List.of());
    for (int i = 0; i < 100; i++) {
      tell(text("item-" + i, i, i));
    }
    time(1_000);
    clear();

    announce(4, List.of("item-30", "item-20", "unknown", "item-20"));
    time(2_000);

    List<String> order = output().stream().map(Embedding::getItemId).toList();
    assertThat(order).hasSize(100).startsWith("item-20", "item-30", "item-99", "item-98");
  }

  @Test
  void whatOnlyAnImageTellsApartIsToldApart() throws Exception {
    start(1, null);
    announce(0, List.of());
    tell(text("a", 1, 7));
    tell(text("b", 2, 7));
    time(100);
    assertThat(vector("a")).isEqualTo(vector("b"));

    tell(image("a", 1));
    tell(image("b", 2));
    time(200);

    assertThat(vector("a")).isNotEqualTo(vector("b"));
  }

  @Test
  void anItemGoesWithItsLastModality() throws Exception {
    start(1, null);
    announce(0, List.of());
    tell(text("a", 1, 7));
    time(100);
    List<Float> words = vector("a");
    tell(image("a", 1));
    time(200);
    List<Float> both = vector("a");
    tell(ItemContents.withdrawn(new EmbeddingKey(IMAGES, "a")).toBuilder().setItemId("a").build());
    time(300);

    assertThat(both).isNotEqualTo(words);
    assertThat(vector("a")).isEqualTo(words);
    tell(gone(text("a", 1, 7)));
    assertThat(vector("a")).isEmpty();
    assertThat(tasks.get(0).numKeyedStateEntries()).isZero();
  }

  @Test
  void anEncodersNextVersionWaitsForTheTowers() throws Exception {
    start(1, null);
    announce(0, List.of());
    tell(image("a", 1));
    time(100);
    clear();

    ItemContent again = image("a", 1);
    tell(again.toBuilder().setParts(0, again.getParts(0).toBuilder().setVector(0, 0.5f)).build());
    time(200);
    assertThat(output()).isEmpty();
    announce(4, List.of());
    time(300);

    assertThat(output()).extracting(Embedding::getVersion).containsExactly(4L);
  }

  @Test
  void whatNothingIsKnownOfHasNoVector() throws Exception {
    contents = ContentEncoders.none();
    start(1, null);
    announce(0, List.of());

    tell(met("a"));
    time(100);
    assertThat(vector("a")).isEmpty();
    announce(4, List.of("a", "a", "a", "a"));
    time(200);
    assertThat(vector("a")).hasSize(8);
  }

  @Test
  void goesOnInTheMidstOfASweepWithTwoTasks() throws Exception {
    start(1, null);
    announce(0, List.of());
    for (int i = 0; i < 300; i++) {
      tell(text("item-" + i, i, i));
    }
    time(1_000);
    announce(4, List.of());
    time(1_050);
    OperatorSubtaskState state = checkpoint().get(0);
    List<String> before = of(4);
    close();
    tasks.clear();

    start(2, state);
    time(5_000);

    assertThat(before).isNotEmpty().hasSizeLessThan(300);
    for (var task : tasks) {
      assertThat(task.extractOutputValues()).hasSizeGreaterThan(20);
    }
    List<String> all = new ArrayList<>(before);
    all.addAll(of(4));
    assertThat(all)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, 300).mapToObj(i -> "item-" + i).toList());
  }

  private void start(int count, OperatorSubtaskState state) throws Exception {
    ContentEncoders known = contents;
    for (int i = 0; i < count; i++) {
      var task =
          new KeyedTwoInputStreamOperatorTestHarness<>(
              new RefresherOperator<>(
                  settings, ItemContent.class, own -> new ItemContentEmbedder(own, known)),
              ItemContent::getItemId,
              null,
              Types.STRING,
              JobConfig.MAX_PARALLELISM,
              count,
              i);
      task.setup(JobFixtures.serializer(Embedding.class));
      if (state == null) {
        task.initializeEmptyState();
      } else {
        task.initializeState(
            KeyedTwoInputStreamOperatorTestHarness.repartitionOperatorState(
                state, JobConfig.MAX_PARALLELISM, 1, count, i));
      }
      task.open();
      tasks.add(task);
    }
  }

  private void tell(ItemContent change) throws Exception {
    int task =
        KeyGroupRangeAssignment.assignKeyToParallelOperator(
            change.getItemId(), JobConfig.MAX_PARALLELISM, tasks.size());
    tasks.get(task).processElement1(new StreamRecord<>(change));
  }

  /** Publishes the towers of a learner that has seen these items taken. */
  private void announce(long version, List<String> taken) throws Exception {
    EncoderAnnouncement announcement = publish(version, taken);
    for (var task : tasks) {
      task.processElement2(new StreamRecord<>(announcement));
    }
    checkpoint();
  }

  private EncoderAnnouncement publish(long version, List<String> taken) throws Exception {
    try (RecommendLearner learner =
        RecommendLearner.create(settings.settings(), contents.values())) {
      for (int i = 0; i < taken.size(); i++) {
        learner.learn(new Interaction("e" + i, "u", taken.get(i), i, Map.of(), Feedback.TAKEN, 1));
      }
      Encoder tower = learner.contentTower();
      VersionFiles.Written file =
          new VersionFiles(directory.resolve("encoders").toString(), TOWER)
              .write(
                  new EncoderFile.Contents(
                      tower.spec(),
                      TOWER,
                      version,
                      tower.parameters().toArray(),
                      EmbeddedOutput.PROJECTION,
                      Optional.empty(),
                      learner.contentTable(),
                      Map.of()));
      return EncoderAnnouncement.newBuilder()
          .setEncoder(TOWER)
          .setVersion(version)
          .setUri(file.uri())
          .setSha256(file.sha256())
          .setFileBytes(file.bytes())
          .build();
    }
  }

  private List<OperatorSubtaskState> checkpoint() throws Exception {
    checkpoints++;
    List<OperatorSubtaskState> states = new ArrayList<>();
    for (var task : tasks) {
      task.prepareSnapshotPreBarrier(checkpoints);
      states.add(task.snapshot(checkpoints, checkpoints));
      task.notifyOfCompletedCheckpoint(checkpoints);
    }
    return states;
  }

  private void time(long to) throws Exception {
    for (var task : tasks) {
      for (long now = task.getProcessingTime() + 1; now <= to; now++) {
        task.setProcessingTime(now);
      }
    }
  }

  private void clear() {
    tasks.forEach(task -> task.getOutput().clear());
  }

  private List<Embedding> output() {
    return tasks.stream().flatMap(task -> task.extractOutputValues().stream()).toList();
  }

  private List<String> of(long version) {
    return output().stream()
        .filter(embedding -> embedding.getVersion() == version)
        .map(Embedding::getItemId)
        .toList();
  }

  /** The newest of an item. */
  private List<Float> vector(String item) {
    return output().stream()
        .collect(Collectors.toMap(Embedding::getItemId, e -> e, (older, newer) -> newer))
        .get(item)
        .getVectorList();
  }

  private static ItemContent text(String item, int number, int word) {
    return ItemContents.change(
        Sample.newBuilder()
            .setItemId(item)
            .setEventTimeMillis(number)
            .setOrigin(Origin.newBuilder().setTopic(Topics.RAW_TEXT.name()).setOffset(number))
            .setText(TextFeatures.newBuilder().addWords(word))
            .build(),
        5);
  }

  private static ItemContent gone(ItemContent change) {
    return change.toBuilder().setParts(0, change.getParts(0).toBuilder().setGone(true)).build();
  }

  /** What the encoder of images says of an item; another number is another image. */
  private ItemContent image(String item, int number) {
    Embedding.Builder embedding =
        Embedding.newBuilder()
            .setItemId(item)
            .setEncoder(IMAGES)
            .setOrigin(Origin.newBuilder().setTopic(Topics.RAW_IMAGE.name()).setOffset(number));
    for (int i = 0; i < contents.values(); i++) {
      embedding.addVector(i == number ? 1 : 0);
    }
    return ItemContents.change(embedding.build());
  }

  private static ItemContent met(String item) {
    return ItemContents.change(
        dev.slipstream.wire.Interaction.newBuilder().setItemId(item).build());
  }
}
