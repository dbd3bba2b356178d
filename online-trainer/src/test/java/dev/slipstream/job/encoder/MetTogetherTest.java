package dev.slipstream.job.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipstream.config.Settings;
import dev.slipstream.encoder.EncoderConfig;
import dev.slipstream.job.JobFixtures;
import dev.slipstream.job.TrainJob;
import dev.slipstream.wire.Interaction;
import dev.slipstream.wire.Interaction.Feedback;
import dev.slipstream.wire.Sample;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which items are told to have been met together, and that a learner takes it in. */
class MetTogetherTest {

  private KeyedOneInputStreamOperatorTestHarness<String, Interaction, Sample> harness;

  @AfterEach
  void close() throws Exception {
    if (harness != null) {
      harness.close();
    }
  }

  @Test
  void tellsWhatOneUserMetWithinTheSpan() throws Exception {
    start(null);

    process(met("u", "a", 0), met("v", "x", 10), met("u", "b", 100), met("u", "c", 150));

    assertThat(pairs()).containsExactly("b a", "c b");
  }

  @Test
  void tellsNothingOfNobodyOfOneItemAndOfWhatWasTurnedDown() throws Exception {
    start(null);

    process(met("", "a", 0), met("", "b", 0), met("u", "a", 0), met("u", "a", 1));
    process(met("u", "c", 2).toBuilder().setFeedback(Feedback.REFUSED).build());

    assertThat(pairs()).isEmpty();
  }

  @Test
  void remembersNoUserForEver() throws Exception {
    start(null);
    process(met("u", "a", 0), met("v", "b", 50));
    assertThat(harness.numKeyedStateEntries()).isEqualTo(2);

    harness.processWatermark(100);
    assertThat(harness.numKeyedStateEntries()).isEqualTo(1);
    harness.processWatermark(150);
    assertThat(harness.numKeyedStateEntries()).isZero();
  }

  @Test
  void goesOnFromACheckpoint() throws Exception {
    start(null);
    process(met("u", "a", 0), met("u", "b", 10));
    OperatorSubtaskState checkpoint = harness.snapshot(1, 1);
    harness.close();

    start(checkpoint);
    process(met("u", "c", 20));

    assertThat(pairs()).containsExactly("c a", "c b");
  }

  @Test
  void aLearnerTakesItInBesideSamples() {
    Settings settings =
        Settings.defaults(TrainJob.OPTIONS)
            .with(EncoderConfig.NAME, "photos")
            .with(Map.of("positives.from", "co-interaction", "encoder.threads", "1"));
    SampleLearner learner = new SampleLearner(settings);
    try (var state = learner.state()) {
      String before = state.sha256();

      boolean told = learner.told(Sample.newBuilder().setItemId("a").setMetItemId("b").build());

      assertThat(told).isTrue();
      assertThat(state.sha256()).isNotEqualTo(before);
      assertThat(learner.told(Sample.newBuilder().setItemId("a").build())).isFalse();
    }
  }

  private void start(OperatorSubtaskState checkpoint) throws Exception {
    harness =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new KeyedProcessOperator<>(new MetTogether(Duration.ofMillis(100))),
            Interaction::getUser,
            Types.STRING);
    JobFixtures.open(harness, Sample.class, checkpoint);
  }

  private void process(Interaction... interactions) throws Exception {
    for (Interaction interaction : interactions) {
      harness.processElement(new StreamRecord<>(interaction));
    }
  }

  private List<String> pairs() {
    return harness.extractOutputValues().stream()
        .map(pair -> pair.getItemId() + " " + pair.getMetItemId())
        .toList();
  }

  private static Interaction met(String user, String item, long time) {
    return Interaction.newBuilder()
        .setUser(user)
        .setItemId(item)
        .setEventTimeMillis(time)
        .setFeedback(Feedback.TAKEN)
        .build();
  }
}
