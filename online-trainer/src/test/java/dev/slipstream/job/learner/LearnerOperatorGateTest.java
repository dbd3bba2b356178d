package dev.slipstream.job.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.slipstream.encoder.EncoderFile;
import dev.slipstream.job.JobFixtures;
import dev.slipstream.job.publication.Comparison;
import dev.slipstream.job.publication.PublicationGate.Comparisons;
import dev.slipstream.job.publication.VersionFiles;
import dev.slipstream.recommend.prequential.Estimate;
import dev.slipstream.wire.EncoderAnnouncement;
import dev.slipstream.wire.Progress;
import dev.slipstream.wire.Publication;
import dev.slipstream.wire.Publication.Decision;
import dev.slipstream.wire.Sample;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of versions, with a learner whose figures are what its samples say. */
class LearnerOperatorGateTest {

  private static final String GOOD = "good";

  /** What is learned is worse than what is published. */
  private static final String WORSE = "worse";

  /** What is published is worse than what was published before, and so is what is learned. */
  private static final String REGRET = "regret";

  @TempDir private Path directory;

  @Test
  void aWorseVersionIsHeldAndTheNextGoodOnePublished() throws Exception {
    try (var harness = start(null, Map.of())) {
      feed(harness, GOOD, WORSE, WORSE, GOOD);

      assertThat(harness.extractOutputValues())
          .extracting(EncoderAnnouncement::getVersion, EncoderAnnouncement::getContentsOf)
          .containsExactly(tuple(0L, 0L), tuple(1L, 1L), tuple(4L, 4L));
      Publication last = lastDecision(harness);
      assertThat(last.getDecision()).isEqualTo(Decision.PUBLISHED);
      assertThat(last.getHeld()).isEqualTo(2);
      assertThat(last.getPublished()).isEqualTo(3);
    }
  }

  @Test
  void aVersionThatTurnsOutWorseIsRolledBackUnderANewNumber() throws Exception {
    try (var harness = start(null, Map.of())) {
      feed(harness, GOOD, GOOD, REGRET);

      List<EncoderAnnouncement> versions = harness.extractOutputValues();
      assertThat(versions)
          .extracting(EncoderAnnouncement::getVersion, EncoderAnnouncement::getContentsOf)
          .containsExactly(tuple(0L, 0L), tuple(1L, 1L), tuple(2L, 2L), tuple(3L, 1L));
      EncoderFile.Contents again = VersionFiles.read(versions.get(3));
      assertThat(again.version()).isEqualTo(3);
      assertThat(again.parameters()).isEqualTo(VersionFiles.read(versions.get(1)).parameters());
      assertThat(lastDecision(harness).getDecision()).isEqualTo(Decision.ROLLED_BACK);
      assertThat(lastDecision(harness).getRolledBack()).isEqualTo(1);
    }
  }

  @Test
  void theWayBackSurvivesARestoreAndTheRemovalOfOldFiles() throws Exception {
    Map<String, String> settings = Map.of("job.keep-versions", "1");
    OperatorSubtaskState checkpoint;
    try (var harness = start(null, settings)) {
      feed(harness, GOOD, GOOD);
      for (int i = 1; i <= 4; i++) {
        harness.snapshot(i, i);
        harness.notifyOfCompletedCheckpoint(i);
      }
      checkpoint = harness.snapshot(5, 5);
    }

    try (var harness = start(checkpoint, settings)) {
      feed(harness, WORSE, REGRET);

      assertThat(harness.extractOutputValues())
          .extracting(EncoderAnnouncement::getVersion, EncoderAnnouncement::getContentsOf)
          .containsExactly(tuple(4L, 1L));
      assertThat(lastDecision(harness).getHeld()).isEqualTo(1);
    }
  }

  @Test
  void whatIsHeldIsNotConsideredAgainForBeingIdle() throws Exception {
    try (var harness = start(null, Map.of())) {
      feed(harness, GOOD, WORSE);
      harness.setProcessingTime(10_000);
      harness.setProcessingTime(20_000);

      assertThat(lastDecision(harness).getHeld()).isEqualTo(1);
    }
  }

  @Test
  void switchedOffEveryVersionIsPublished() throws Exception {
    try (var harness = start(null, Map.of("job.gate", "false"))) {
      feed(harness, GOOD, WORSE, REGRET);

      assertThat(harness.extractOutputValues())
          .extracting(EncoderAnnouncement::getVersion)
          .containsExactly(0L, 1L, 2L, 3L);
    }
  }

  private static Publication lastDecision(
      OneInputStreamOperatorTestHarness<Sample, EncoderAnnouncement> harness) throws Exception {
    harness.setProcessingTime(harness.getProcessingTime() + 600);
    return harness.getSideOutput(LearnerOperator.PROGRESS).stream()
        .map(StreamRecord::getValue)
        .map(Progress::getPublication)
        .reduce((earlier, later) -> later)
        .orElseThrow();
  }

  private OneInputStreamOperatorTestHarness<Sample, EncoderAnnouncement> start(
      OperatorSubtaskState state, Map<String, String> more) throws Exception {
    Map<String, String> settings = new HashMap<>(more);
    settings.put("job.publish-every-steps", "1");
    return JobFixtures.start(
        new LearnerOperator<>(
            JobFixtures.settings(directory, settings), Sample.class, Scripted::new),
        Sample.class,
        state);
  }

  private static void feed(
      OneInputStreamOperatorTestHarness<Sample, EncoderAnnouncement> harness, String... figures)
      throws Exception {
    for (String figure : figures) {
      harness.processElement(new StreamRecord<>(Sample.newBuilder().setItemId(figure).build()));
    }
  }

  /** An item's id says how the versions compare then. */
  private static final class Scripted extends ScriptedLearner {

    private String figures = GOOD;

    @Override
    void learn(String item) {
      figures = item;
    }

    @Override
    public boolean ranks() {
      return true;
    }

    @Override
    public Comparisons comparisons() {
      return switch (figures) {
        case WORSE -> new Comparisons(worse(), Optional.empty(), Optional.empty());
        case REGRET -> new Comparisons(Optional.empty(), worse(), worse());
        default -> Comparisons.NONE;
      };
    }

    private static Optional<Comparison> worse() {
      return Optional.of(new Comparison(100, new Estimate(-0.2, -0.21, -0.19), 0.5));
    }
  }
}
