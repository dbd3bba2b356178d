package dev.slipstream.job.recommender;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipstream.job.JobFixtures;
import dev.slipstream.wire.Interaction;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeduplicateTest {

  private OneInputStreamOperatorTestHarness<Interaction, Interaction> harness;

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  @Test
  void anEventThatComesAgainIsCountedOnce() throws Exception {
    start(10, null);

    process("s/a", "s/b", "s/a", "s/b", "s/c", "s/a");

    assertThat(events()).containsExactly("s/a", "s/b", "s/c");
  }

  @Test
  void theSameIdFromAnotherSourceIsAnotherEvent() throws Exception {
    start(10, null);

    process("s/a", "t/a", "/a", "s/a");

    assertThat(events()).containsExactly("s/a", "t/a", "/a");
  }

  @Test
  void theOldestAreForgottenFirst() throws Exception {
    start(2, null);

    process("s/a", "s/b", "s/a", "s/c", "s/b", "s/a");

    assertThat(events()).containsExactly("s/a", "s/b", "s/c", "s/a");
  }

  @Test
  void whatIsKnownOutlivesTheTask() throws Exception {
    start(100_000, null);
    String[] many = new String[100_000];
    for (int i = 0; i < many.length; i++) {
      many[i] = "s/" + i;
    }
    process(many);
    OperatorSubtaskState checkpoint = harness.snapshot(1, 1);
    harness.notifyOfCompletedCheckpoint(1);
    process("s/lost");
    harness.close();

    start(100_000, checkpoint);
    process("s/0", "s/99999", "s/lost", "s/0");

    assertThat(events()).containsExactly("s/lost", "s/0"); // which made room for it
  }

  @Test
  void aSmallerMemoryKeepsTheNewest() throws Exception {
    start(3, null);
    process("s/a", "s/b", "s/c");
    OperatorSubtaskState checkpoint = harness.snapshot(1, 1);
    harness.close();

    start(2, checkpoint);
    process("s/c", "s/b", "s/a");

    assertThat(events()).containsExactly("s/a");
  }

  private void start(int remembered, OperatorSubtaskState checkpoint) throws Exception {
    harness = new OneInputStreamOperatorTestHarness<>(new Deduplicate(remembered));
    JobFixtures.open(harness, Interaction.class, checkpoint);
  }

  private void process(String... events) throws Exception {
    for (String event : events) {
      int slash = event.indexOf('/');
      harness.processElement(
          new StreamRecord<>(
              Interaction.newBuilder()
                  .setSource(event.substring(0, slash))
                  .setEventId(event.substring(slash + 1))
                  .build()));
    }
  }

  private List<String> events() {
    List<String> events = new ArrayList<>();
    harness.extractOutputValues().forEach(e -> events.add(e.getSource() + "/" + e.getEventId()));
    return events;
  }
}
