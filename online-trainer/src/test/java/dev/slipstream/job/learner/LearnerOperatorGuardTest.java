package dev.slipstream.job.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.slipstream.job.JobFixtures;
import dev.slipstream.job.encoder.EncoderFlow;
import dev.slipstream.job.publication.VersionFiles;
import dev.slipstream.loss.DivergedException;
import dev.slipstream.wire.EncoderAnnouncement;
import dev.slipstream.wire.LearnerEvent;
import dev.slipstream.wire.LearnerEvent.Kind;
import dev.slipstream.wire.Progress;
import dev.slipstream.wire.Publication.Decision;
import dev.slipstream.wire.Sample;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a learner that falls ill, judged and published every four steps. */
class LearnerOperatorGuardTest {

  private static final String COLLAPSE = "collapse";
  private static final String DIVERGE = "diverge";

  @TempDir private Path directory;

  @Test
  void aCollapsedLearnerPublishesNothingAndGoesBackToItsLastGoodState() throws Exception {
    try (var harness = start(directory, null)) {
      feed(harness, 0, 20);
      EncoderAnnouncement good = harness.extractOutputValues().get(5);
      assertThat(good.getVersion()).isEqualTo(20);
      feed(harness, COLLAPSE);
      feed(harness, 20, 23); // the fourth step is judged

      assertThat(events(harness))
          .extracting(LearnerEvent::getKind, LearnerEvent::getStep, LearnerEvent::getGoodStep)
          .containsExactly(tuple(Kind.ALARM, 24L, 20L), tuple(Kind.ROLLED_BACK, 24L, 20L));
      assertThat(events(harness).get(0).getReason())
          .matches("scripted: feature deviation 0\\.0000, was 0\\.\\d+ at best");
      assertThat(events(harness).get(0).getMeasuresMap().get("featureStd")).isLessThan(1e-6);
      assertThat(harness.extractOutputValues()).last().isEqualTo(good);
      assertThat(learner().sha256()).isEqualTo(good.getLearnerSha256());

      feed(harness, 23, 27);

      assertThat(events(harness))
          .extracting(LearnerEvent::getKind)
          .last()
          .isEqualTo(Kind.RECOVERED);
      assertThat(harness.extractOutputValues())
          .extracting(EncoderAnnouncement::getVersion)
          .endsWith(20L, 24L);
    }
  }

  @Test
  void aRestoreInTheMiddleOfAnAlarmGoesOnBitForBit() throws Exception {
    String[] ill = {COLLAPSE, "a", "b", DIVERGE, "c", "d", "e", COLLAPSE, "f", "g", "h", "i"};
    List<EncoderAnnouncement> unbroken;
    List<LearnerEvent> unbrokenEvents;
    try (var harness = start(directory.resolve("unbroken"), null)) {
      feed(harness, 0, 20);
      feed(harness, ill);
      feed(harness, 20, 40);
      unbroken = harness.extractOutputValues();
      unbrokenEvents = events(harness);
    }
    for (int cut : new int[] {0, 2, 4, 9, ill.length}) {
      Path own = directory.resolve("broken-" + cut);
      OperatorSubtaskState checkpoint;
      int versions;
      int events;
      try (var harness = start(own, null)) {
        feed(harness, 0, 20);
        feed(harness, Arrays.copyOf(ill, cut));
        checkpoint = harness.snapshot(1, 1);
        versions = harness.extractOutputValues().size();
        events = events(harness).size();
        feed(harness, Arrays.copyOfRange(ill, cut, ill.length)); // lost with the task
        feed(harness, 20, 30);
      }
      try (var harness = start(own, checkpoint)) {
        feed(harness, Arrays.copyOfRange(ill, cut, ill.length));
        feed(harness, 20, 40);

        assertThat(harness.extractOutputValues())
            .extracting(EncoderAnnouncement::getVersion, EncoderAnnouncement::getLearnerSha256)
            .isEqualTo(
                unbroken.subList(versions, unbroken.size()).stream()
                    .map(told -> tuple(told.getVersion(), told.getLearnerSha256()))
                    .toList());
        assertThat(events(harness))
            .isEqualTo(unbrokenEvents.subList(events, unbrokenEvents.size()));
      }
    }
  }

  @Test
  void aLearnerThatDivergesDoesNotFailTheTask() throws Exception {
    try (var harness = start(directory, null)) {
      feed(harness, DIVERGE, "a", DIVERGE, DIVERGE, DIVERGE, DIVERGE);

      assertThat(events(harness))
          .extracting(LearnerEvent::getKind)
          .containsExactly(
              Kind.ALARM, Kind.ROLLED_BACK, Kind.ROLLED_BACK, Kind.ROLLED_BACK, Kind.GAVE_UP);
      assertThat(events(harness)).extracting(LearnerEvent::getGoodStep).containsOnly(0L);
      assertThat(learner().steps()).isZero();

      feed(harness, 0, 4);

      assertThat(events(harness))
          .extracting(LearnerEvent::getKind)
          .last()
          .isEqualTo(Kind.RECOVERED);
      assertThat(harness.extractOutputValues())
          .extracting(EncoderAnnouncement::getVersion)
          .containsExactly(0L, 4L);
    }
  }

  @Test
  void anAbsurdLearningRateEndsInAnAlarmAndNotInARestart() throws Exception {
    Map<String, String> absurd =
        Map.of("learner.learning-rate", "100", "learner.weight-decay", "1");
    try (var harness =
        JobFixtures.start(
            EncoderFlow.learner(JobFixtures.settings(directory, absurd)), Sample.class, null)) {
      for (int i = 0; i < 400; i++) {
        harness.processElement(new StreamRecord<>(JobFixtures.sample(i)));
      }

      assertThat(events(harness))
          .extracting(LearnerEvent::getKind)
          .containsExactly(
              Kind.ALARM, Kind.ROLLED_BACK, Kind.ROLLED_BACK, Kind.ROLLED_BACK, Kind.GAVE_UP);
      long good = events(harness).get(4).getGoodStep();
      assertThat(harness.extractOutputValues())
          .extracting(EncoderAnnouncement::getVersion)
          .last()
          .isEqualTo(good);
      for (EncoderAnnouncement version : harness.extractOutputValues()) {
        for (float parameter : VersionFiles.read(version).parameters()) {
          assertThat(parameter).isFinite();
        }
      }
    }
  }

  @Test
  void aHealthyLearnerRaisesNoAlarmAndTellsItsMeasures() throws Exception {
    try (var harness =
        JobFixtures.start(
            EncoderFlow.learner(JobFixtures.settings(directory, Map.of())), Sample.class, null)) {
      for (int i = 0; i < 200; i++) {
        harness.processElement(new StreamRecord<>(JobFixtures.sample(i)));
      }

      assertThat(events(harness)).isEmpty();
      assertThat(lastProgress(harness).getGuard().getAlarmed()).isFalse();
      assertThat(lastProgress(harness).getGuard().getMeasuresMap())
          .containsKeys(
              "featureStd", "alignment", "uniformity", "rankMe", "loss", "chance", "keyAge");
    }
  }

  @Test
  void aDeletedItemDoesNotComeBackWithAnEarlierState() throws Exception {
    try (var harness = start(directory, null)) {
      feed(harness, 0, 20);
      harness.processElement(
          new StreamRecord<>(Sample.newBuilder().setItemId("item-3").setDeleted(true).build()));
      feed(harness, COLLAPSE);
      feed(harness, 20, 23);

      assertThat(learner().steps()).isEqualTo(20);
      assertThat(learner().known).contains("item-2", "item-4").doesNotContain("item-3");
    }
  }

  @Test
  void noNumberOfAVersionIsUsedTwice() throws Exception {
    try (var harness = start(directory, null)) {
      feed(harness, 0, 22);
      harness.setProcessingTime(10_000); // idle: version 22
      feed(harness, COLLAPSE, "a"); // back to 20
      feed(harness, 22, 24);
      harness.setProcessingTime(20_000); // at step 22 again, and in an alarm
      feed(harness, 24, 26);

      assertThat(harness.extractOutputValues())
          .extracting(EncoderAnnouncement::getVersion)
          .endsWith(20L, 22L, 24L);
    }
  }

  @Test
  void whatIsDueInAnAlarmIsHeldAndSaysWhy() throws Exception {
    try (var harness = start(directory, null)) {
      feed(harness, 0, 20);
      feed(harness, COLLAPSE, "a", "b", "c", "d");
      harness.setProcessingTime(10_000); // idle at step 21, which nobody judged

      Progress told = lastProgress(harness);
      assertThat(told.getPublication().getDecision()).isEqualTo(Decision.HELD);
      assertThat(told.getPublication().getReason()).startsWith("alarm: scripted: feature");
      assertThat(told.getGuard().getAlarmed()).isTrue();
      assertThat(told.getGuard().getRolledBack()).isEqualTo(1);
      assertThat(harness.extractOutputValues()).last().extracting("version_").isEqualTo(20L);
    }
  }

  @Test
  void statesThatNoCheckpointNeedsAreRemoved() throws Exception {
    try (var harness = start(directory, null)) {
      for (int i = 1; i <= 4; i++) {
        feed(harness, 4 * i, 4 * i + 4);
        harness.snapshot(i, i);
        harness.notifyOfCompletedCheckpoint(i);
      }

      assertThat(states())
          .as("of the two checkpoints kept")
          .containsExactly("scripted-good-000000000012.state", "scripted-good-000000000016.state");
    }
  }

  @Test
  void aStateThatWasLostIsKeptAnew() throws Exception {
    OperatorSubtaskState checkpoint;
    try (var harness = start(directory, null)) {
      feed(harness, 0, 20);
      checkpoint = harness.snapshot(1, 1);
    }
    for (String state : states()) {
      Files.delete(directory.resolve("encoders").resolve(state));
    }

    try (var harness = start(directory, checkpoint)) {
      feed(harness, 20, 22);
      feed(harness, DIVERGE);

      assertThat(events(harness)).extracting(LearnerEvent::getGoodStep).containsOnly(20L);
      assertThat(learner().steps()).isEqualTo(20);
    }
  }

  @Test
  void switchedOffNothingIsKeptOrJudged() throws Exception {
    try (var harness = start(directory, null, Map.of("job.guard", "false", "job.gate", "false"))) {
      feed(harness, 0, 20);
      feed(harness, COLLAPSE, "a", "b", "c");

      assertThat(harness.extractOutputValues()).last().extracting("version_").isEqualTo(24L);
      assertThat(events(harness)).isEmpty();
      assertThat(states()).isEmpty();
    }
  }

  private List<String> states() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("encoders"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".state"))
          .sorted()
          .toList();
    }
  }

  private static List<LearnerEvent> events(
      OneInputStreamOperatorTestHarness<Sample, EncoderAnnouncement> harness) {
    Queue<StreamRecord<LearnerEvent>> told = harness.getSideOutput(LearnerOperator.EVENTS);
    return told == null
        ? List.of()
        : told.stream()
            .map(record -> record.getValue().toBuilder().clearTimeMillis().build())
            .toList();
  }

  private static Progress lastProgress(
      OneInputStreamOperatorTestHarness<Sample, EncoderAnnouncement> harness) throws Exception {
    harness.setProcessingTime(harness.getProcessingTime() + 600);
    return harness.getSideOutput(LearnerOperator.PROGRESS).stream()
        .map(StreamRecord::getValue)
        .reduce((earlier, later) -> later)
        .orElseThrow();
  }

  private static OneInputStreamOperatorTestHarness<Sample, EncoderAnnouncement> start(
      Path directory, OperatorSubtaskState state) throws Exception {
    return start(directory, state, Map.of());
  }

  private static OneInputStreamOperatorTestHarness<Sample, EncoderAnnouncement> start(
      Path directory, OperatorSubtaskState state, Map<String, String> more) throws Exception {
    Map<String, String> settings = new HashMap<>(more);
    settings.put("job.publish-every-steps", "4");
    return JobFixtures.start(
        new LearnerOperator<>(
            JobFixtures.settings(directory, settings), Sample.class, Fragile::new),
        Sample.class,
        state);
  }

  private static void feed(
      OneInputStreamOperatorTestHarness<Sample, EncoderAnnouncement> harness, int from, int to)
      throws Exception {
    feed(harness, IntStream.range(from, to).mapToObj(i -> "item-" + i).toArray(String[]::new));
  }

  private static void feed(
      OneInputStreamOperatorTestHarness<Sample, EncoderAnnouncement> harness, String... items)
      throws Exception {
    for (String item : items) {
      harness.processElement(new StreamRecord<>(Sample.newBuilder().setItemId(item).build()));
    }
  }

  /** The one that was opened last. */
  private static Fragile learner() {
    return Fragile.OPENED.stream().reduce((earlier, later) -> later).orElseThrow();
  }

  /** Its state is what it learned from; some items make it ill. */
  private static final class Fragile extends ScriptedLearner {

    private static final Queue<Fragile> OPENED = new ConcurrentLinkedQueue<>();

    private final TreeSet<String> known = new TreeSet<>();

    Fragile() {
      OPENED.add(this);
    }

    @Override
    void learn(String item) {
      known.add(item);
      if (item.equals(DIVERGE)) {
        throw new DivergedException("loss: must be finite, was NaN");
      }
    }

    @Override
    public void forget(Sample deletion) {
      known.remove(deletion.getItemId());
    }

    @Override
    public List<List<float[]>> outputs(List<Sample> elements) {
      return List.of(elements.stream().map(this::vector).toList());
    }

    private float[] vector(Sample sample) {
      Random random = new Random(known.contains(COLLAPSE) ? 1 : sample.getItemId().hashCode());
      float[] vector = new float[8];
      for (int i = 0; i < vector.length; i++) {
        vector[i] = (float) random.nextGaussian();
      }
      return vector;
    }

    @Override
    public void save(OutputStream stream) throws IOException {
      super.save(stream);
      DataOutputStream out = new DataOutputStream(stream);
      out.writeInt(known.size());
      for (String item : known) {
        out.writeUTF(item);
      }
    }

    @Override
    public void restore(InputStream stream) throws IOException {
      super.restore(stream);
      known.clear();
      DataInputStream in = new DataInputStream(stream);
      for (int left = in.readInt(); left > 0; left--) {
        known.add(in.readUTF());
      }
    }
  }
}
