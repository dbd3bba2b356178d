package dev.slipstream.job.refresher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import dev.slipstream.config.Settings;
import dev.slipstream.encoder.Architectures;
import dev.slipstream.encoder.Encoder;
import dev.slipstream.encoder.EncoderFile;
import dev.slipstream.encoder.EncoderSpec;
import dev.slipstream.encoder.Engine;
import dev.slipstream.encoder.Engines;
import dev.slipstream.ingest.image.ImageShape;
import dev.slipstream.input.ImageInput;
import dev.slipstream.job.JobFixtures;
import dev.slipstream.job.encoder.EncoderFlow;
import dev.slipstream.job.publication.VersionFiles;
import dev.slipstream.matrix.Scope;
import dev.slipstream.view.ViewConfig;
import dev.slipstream.wire.Embedding;
import dev.slipstream.wire.EncoderAnnouncement;
import dev.slipstream.wire.Sample;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RefresherOperatorTest {

  private static final ImageShape SHAPE = new ImageShape(JobFixtures.SIDE, JobFixtures.SIDE, 1);
  private static final ImageInput INPUT =
      new ImageInput(SHAPE, ViewConfig.from(Settings.defaults(ViewConfig.OPTIONS)));
  private static final EncoderSpec SPEC = Architectures.declare("peer-conv", INPUT.spec(), 8, 0);

  @TempDir Path directory;

  private KeyedTwoInputStreamOperatorTestHarness<String, Sample, EncoderAnnouncement, Embedding>
      harness;

  private long checkpoints;

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  @Test
  void embedsANewItemAtOnceWithTheVersionInUse() throws Exception {
    start(null, Map.of());
    announce(4);

    item(1);
    time(harness.getProcessingTime() + RefresherOperator.MICRO_BATCH_MILLIS);

    assertThat(output()).hasSize(1);
    Embedding embedding = output().get(0);
    assertThat(embedding.getItemId()).isEqualTo("item-1");
    assertThat(embedding.getEncoder()).isEqualTo("image");
    assertThat(embedding.getVersion()).isEqualTo(4);
    assertThat(embedding.getOrigin()).isEqualTo(JobFixtures.sample(1).getOrigin());
    assertThat(embedding.getContentType()).isEqualTo("image/png");
    assertThat(embedding.getEventTimeMillis()).isEqualTo(1_700_000_000_001L);
    assertAreOfTheirVersions(output());
  }

  @Test
  void aFullMicroBatchDoesNotWait() throws Exception {
    start(null, Map.of());
    announce(0);

    items(0, RefresherOperator.MICRO_BATCH);

    assertThat(output()).hasSize(RefresherOperator.MICRO_BATCH);
  }

  @Test
  void itemsWaitForTheFirstVersion() throws Exception {
    start(null, Map.of());
    items(0, 10);
    time(1_000);
    assertThat(output()).isEmpty();

    announce(0);
    time(2_000);

    assertThat(output()).extracting(Embedding::getItemId).containsExactlyElementsOf(newestOf(10));
  }

  @Test
  void aNewVersionReEmbedsEveryItemWithinTheBudget() throws Exception {
    start(null, Map.of("job.refresh-rate", "1000"));
    announce(0);
    items(0, 200);
    time(1_000);
    harness.getOutput().clear();

    announce(4);
    time(1_100);
    int first = output().size();
    time(3_000);

    assertThat(first).as("after a tenth of a second").isBetween(1, 200 - 1);
    assertThat(output()).extracting(Embedding::getItemId).containsExactlyElementsOf(newestOf(200));
    assertThat(output()).allMatch(e -> e.getVersion() == 4);
    assertAreOfTheirVersions(output());
  }

  @Test
  void aVersionIsUsedOnceACheckpointHoldsIt() throws Exception {
    start(null, Map.of());
    announce(0);
    item(1);
    time(100);
    harness.processElement2(new StreamRecord<>(publish(4)));
    item(2);
    time(200);
    assertThat(output()).extracting(Embedding::getVersion).containsExactly(0L, 0L);

    OperatorSubtaskState checkpoint = checkpoint();
    time(300);
    assertThat(of(4)).containsExactly("item-2", "item-1");
    harness.close();

    start(checkpoint, Map.of()); // finished, though this task has not heard of it
    time(400);
    assertThat(of(4)).containsExactlyInAnyOrder("item-1", "item-2");
  }

  @Test
  void ofVersionsThatComeFasterThanCheckpointsOneIsAlwaysTaken() throws Exception {
    start(null, Map.of());
    announce(0);
    item(1);
    time(100);
    harness.processElement2(new StreamRecord<>(publish(4)));
    harness.prepareSnapshotPreBarrier(7);
    harness.snapshot(7, 7);
    harness.processElement2(new StreamRecord<>(publish(8)));
    harness.notifyOfCompletedCheckpoint(7);
    time(200);
    assertThat(output()).extracting(Embedding::getVersion).containsExactly(0L, 4L);

    checkpoints = 8;
    checkpoint();
    time(300);
    assertThat(output()).extracting(Embedding::getVersion).containsExactly(0L, 4L, 8L);
  }

  @Test
  void aBoundedRunEndsWithEveryItemInTheLastVersion() throws Exception {
    start(null, Map.of());
    announce(0);
    items(0, 3);
    harness.processElement2(new StreamRecord<>(publish(4)));

    harness.getOperator().finish();

    assertThat(of(0)).containsExactlyElementsOf(ids(0, 3));
    assertThat(of(4)).containsExactlyElementsOf(newestOf(3));
  }

  @Test
  void finishesASweepBeforeItTakesTheNewestVersion() throws Exception {
    start(null, Map.of("job.refresh-rate", "1000"));
    announce(0);
    items(0, 200);
    time(1_000);
    harness.getOutput().clear();

    announce(4);
    time(1_050);
    announce(8);
    announce(12);
    harness.processElement2(new StreamRecord<>(publish(16))); // of no checkpoint
    item(200);
    time(5_000);

    assertThat(of(4)).containsExactlyInAnyOrderElementsOf(ids(0, 201));
    assertThat(of(8)).isEmpty();
    assertThat(of(12)).containsExactlyInAnyOrderElementsOf(ids(0, 201));
    assertAreOfTheirVersions(output());
    assertThat(output()).extracting(Embedding::getVersion).isSorted();
  }

  @Test
  void goesOnWithItemsThatWereBehindAtTheCheckpoint() throws Exception {
    start(null, Map.of("job.refresh-rate", "1000"));
    announce(0);
    items(0, 200);
    time(1_000);
    announce(4);
    time(1_050);
    harness.prepareSnapshotPreBarrier(1);
    OperatorSubtaskState checkpoint = harness.snapshot(1, 1);
    List<String> before = of(4);
    harness.close();

    start(checkpoint, Map.of("job.refresh-rate", "1000"));
    time(5_000);

    assertThat(before).isNotEmpty().hasSizeLessThan(200);
    assertThat(output()).allMatch(e -> e.getVersion() == 4).hasSize(200 - before.size());
    assertThat(of(4)).doesNotContainAnyElementsOf(before);
  }

  @Test
  void nothingWaitsAcrossABarrier() throws Exception {
    start(null, Map.of());
    announce(0);
    items(0, 5);

    harness.prepareSnapshotPreBarrier(1);

    assertThat(output()).hasSize(5);
  }

  @Test
  void anItemSentAgainIsEmbeddedAgain() throws Exception {
    start(null, Map.of());
    announce(0);
    item(1);
    time(100);
    Sample again =
        JobFixtures.sample("item-1", 9, JobFixtures.SIDE, new byte[SHAPE.size()]).toBuilder()
            .setImage(JobFixtures.sample(9).getImage())
            .build();

    harness.processElement1(new StreamRecord<>(again));
    time(200);

    assertThat(output()).extracting(Embedding::getItemId).containsExactly("item-1", "item-1");
    assertThat(output().get(1).getVectorList()).isNotEqualTo(output().get(0).getVectorList());
    assertThat(output().get(1).getOrigin().getOffset()).isEqualTo(9);
  }

  @Test
  void aVersionThatCannotBeReadIsLeftOut() throws Exception {
    start(null, Map.of());
    announce(0);
    EncoderAnnouncement lost = publish(4);
    Files.writeString(Path.of(URI.create(lost.getUri())), "damaged");
    harness.processElement2(new StreamRecord<>(lost));
    checkpoint();
    item(1);
    time(100);
    announce(8);
    time(200);

    assertThat(output()).extracting(Embedding::getVersion).containsExactly(0L, 8L);
  }

  @Test
  void aRestoreWhoseVersionIsGoneWaitsForTheNext() throws Exception {
    start(null, Map.of());
    announce(0);
    items(0, 3);
    time(100);
    OperatorSubtaskState checkpoint = harness.snapshot(1, 1);
    harness.close();
    Files.delete(Path.of(URI.create(publish(0).getUri())));

    start(checkpoint, Map.of());
    items(3, 5);
    time(200);
    assertThat(output()).isEmpty();
    announce(4);
    time(300);

    assertThat(of(4)).containsExactlyInAnyOrderElementsOf(ids(0, 5));
  }

  @Test
  void aDeletedItemLeavesATombstoneAndNoState() throws Exception {
    start(null, Map.of());
    announce(0);
    items(0, 3);
    time(1_000);
    harness.getOutput().clear();

    harness.processElement1(new StreamRecord<>(deletion(2)));

    assertThat(output()).extracting(Embedding::getItemId).containsExactly(ids(2, 3).get(0));
    assertThat(output()).allMatch(e -> e.getVectorCount() == 0);
    harness.getOutput().clear();
    announce(4);
    time(2_000);
    assertThat(output()).extracting(Embedding::getItemId).containsExactlyElementsOf(newestOf(2));
    item(2);
    time(3_000);
    assertThat(output()).hasSize(3);
  }

  @Test
  void aDeletionFollowsThePassThatItsItemIsIn() throws Exception {
    start(null, Map.of("job.refresh-rate", "1000"));
    announce(0);
    items(0, 200);
    time(1_000);
    announce(4);
    time(1_050);
    List<String> before = of(4);

    for (int i = 0; i < 200; i++) {
      harness.processElement1(new StreamRecord<>(deletion(i)));
    }
    time(5_000);

    assertThat(of(4)).as("a pass was under way").hasSizeGreaterThan(before.size());
    Map<String, Embedding> last = new HashMap<>();
    output().forEach(embedding -> last.put(embedding.getItemId(), embedding));
    assertThat(last).hasSize(200).allSatisfy((id, e) -> assertThat(e.getVectorCount()).isZero());
  }

  @Test
  void aDeletionInAnotherTopicLeavesTheItem() throws Exception {
    start(null, Map.of());
    announce(0);
    item(1);
    int entries = harness.numKeyedStateEntries();

    Sample text = deletion(1);
    harness.processElement1(
        new StreamRecord<>(
            text.toBuilder().setOrigin(text.getOrigin().toBuilder().setTopic("raw.text")).build()));

    assertThat(harness.numKeyedStateEntries()).isEqualTo(entries).isPositive();
  }

  private static Sample deletion(int number) {
    return JobFixtures.sample(number).toBuilder().clearFeatures().setDeleted(true).build();
  }

  @Test
  void skipsSamplesOfAnotherShape() throws Exception {
    start(null, Map.of());
    announce(0);

    harness.processElement1(new StreamRecord<>(JobFixtures.sample("wide", 1, 9, new byte[81])));
    time(100);

    assertThat(output()).isEmpty();
    assertThat(harness.numKeyedStateEntries()).isZero();
  }

  private void start(OperatorSubtaskState state, Map<String, String> more) throws Exception {
    harness =
        new KeyedTwoInputStreamOperatorTestHarness<>(
            EncoderFlow.refresher(JobFixtures.settings(directory, more)),
            Sample::getItemId,
            null,
            Types.STRING);
    JobFixtures.open(harness, Embedding.class, state);
  }

  /** A version that a finished checkpoint holds. */
  private void announce(long version) throws Exception {
    harness.processElement2(new StreamRecord<>(publish(version)));
    checkpoint();
  }

  private OperatorSubtaskState checkpoint() throws Exception {
    checkpoints++;
    harness.prepareSnapshotPreBarrier(checkpoints);
    OperatorSubtaskState state = harness.snapshot(checkpoints, checkpoints);
    harness.notifyOfCompletedCheckpoint(checkpoints);
    return state;
  }

  private EncoderAnnouncement publish(long version) throws Exception {
    VersionFiles.Written file =
        new VersionFiles(directory.resolve("encoders").toString(), "image")
            .write(new EncoderFile.Contents(SPEC, "image", version, parameters(version)));
    return EncoderAnnouncement.newBuilder()
        .setEncoder("image")
        .setVersion(version)
        .setUri(file.uri())
        .setSha256(file.sha256())
        .setFileBytes(file.bytes())
        .build();
  }

  private static float[] parameters(long version) {
    return Architectures.declare("peer-conv", INPUT.spec(), 8, version).initialParameters();
  }

  private void item(int number) throws Exception {
    harness.processElement1(new StreamRecord<>(JobFixtures.sample(number)));
  }

  private void items(int from, int to) throws Exception {
    for (int i = from; i < to; i++) {
      item(i);
    }
  }

  /** Passes time a timer's tick at a time, as a clock would. */
  private void time(long to) throws Exception {
    for (long now = harness.getProcessingTime() + 1; now <= to; now++) {
      harness.setProcessingTime(now);
    }
  }

  private List<Embedding> output() {
    return harness.extractOutputValues();
  }

  private List<String> of(long version) {
    return output().stream()
        .filter(e -> e.getVersion() == version)
        .map(Embedding::getItemId)
        .toList();
  }

  private static List<String> ids(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> "item-" + i).toList();
  }

  private static List<String> newestOf(int count) {
    List<String> ids = new ArrayList<>(ids(0, count));
    Collections.reverse(ids);
    return ids;
  }

  /** Against the encoder itself, run here, one pass for each version. */
  private static void assertAreOfTheirVersions(List<Embedding> embeddings) {
    embeddings.stream()
        .collect(Collectors.groupingBy(Embedding::getVersion))
        .forEach(RefresherOperatorTest::assertAreOf);
  }

  private static void assertAreOf(long version, List<Embedding> embeddings) {
    int rows = embeddings.size();
    byte[] pixels = new byte[rows * SHAPE.size()];
    for (int i = 0; i < rows; i++) {
      String number = embeddings.get(i).getItemId().substring("item-".length());
      JobFixtures.sample(Integer.parseInt(number))
          .getImage()
          .getPixels()
          .copyTo(pixels, i * SHAPE.size());
    }
    Engine engine = Engines.open("auto", 1);
    float[] expected;
    try (Encoder encoder = engine.create(SPEC);
        Scope scope = engine.device().scope()) {
      encoder.parameters().set(parameters(version));
      expected =
          encoder
              .forward(INPUT.plain(engine.device(), pixels, rows), Encoder.Mode.INFER)
              .representation()
              .toArray();
    }
    int columns = SPEC.representationSize();
    for (int i = 0; i < rows; i++) {
      float[] row = Arrays.copyOfRange(expected, i * columns, (i + 1) * columns);
      double norm = 0;
      for (float value : row) {
        norm += (double) value * value;
      }
      for (int j = 0; j < columns; j++) {
        assertThat((double) embeddings.get(i).getVector(j))
            .isCloseTo(row[j] / Math.sqrt(norm), offset(1e-4));
      }
    }
  }
}
