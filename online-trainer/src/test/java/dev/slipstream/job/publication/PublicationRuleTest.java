package dev.slipstream.job.publication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipstream.config.Settings;
import dev.slipstream.job.settings.JobConfig;
import dev.slipstream.learner.StepReport;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PublicationRuleTest {

  @Test
  void aVersionIsDueAfterSoManySteps() {
    PublicationRule rule = rule(Map.of("job.publish-every-steps", "10"));

    assertThat(rule.dueAfter(8, step(9, 1))).isFalse();
    assertThat(rule.dueAfter(9, step(10, 1))).isTrue();
    assertThat(rule.dueAfter(18, step(22, 1))).as("several steps a batch").isTrue();
    assertThat(rule.dueAfter(20, step(20, 1))).isFalse();
  }

  @Test
  void aVersionIsDueWhenTheLossHasFallenFarEnough() {
    PublicationRule rule = rule(Map.of("job.publish-improvement", "0.1"));

    assertThat(rule.dueAfter(1, step(2, 5))).isFalse();
    assertThat(rule.dueAfter(2, step(3, 4.6))).as("one step is no trend").isFalse();
    int steps = 3;
    while (!rule.dueAfter(steps, step(steps + 1, 4))) {
      steps++;
    }
    assertThat(steps).isBetween(5, 15);
    rule.considered(steps, 0);
    assertThat(rule.dueAfter(steps, step(steps + 1, 4.4))).isFalse();
  }

  @Test
  void aMovedEncoderIsDueAfterItsTimeOrWhenNothingComes() {
    PublicationRule rule = rule(Map.of("job.publish-interval", "10s"));
    rule.considered(4, 1_000);

    assertThat(rule.dueAt(60_000, 4, 0)).as("it has not moved").isFalse();
    assertThat(rule.dueAt(10_000, 5, 9_000)).isFalse();
    assertThat(rule.dueAt(11_000, 5, 10_000)).as("its time").isTrue();
    assertThat(rule.dueAt(4_000, 5, 2_000)).as("idle").isTrue();
  }

  @Test
  void itGoesOnWhereItWas() throws IOException {
    PublicationRule rule = rule(Map.of("job.publish-improvement", "0.5"));
    rule.dueAfter(1, step(2, 5));
    rule.considered(2, 7);
    ByteArrayOutputStream saved = new ByteArrayOutputStream();
    rule.save(new DataOutputStream(saved));
    PublicationRule restored = rule(Map.of("job.publish-improvement", "0.5"));

    restored.restore(new DataInputStream(new ByteArrayInputStream(saved.toByteArray())));

    assertThat(restored.hasMoved(2)).isFalse();
    for (int step = 2; step < 60; step++) {
      assertThat(restored.dueAfter(step, step(step + 1, 2)))
          .isEqualTo(rule.dueAfter(step, step(step + 1, 2)));
    }
  }

  private static StepReport step(long step, double loss) {
    return new StepReport(step, 8 * step, loss, 64, 0.5);
  }

  private static PublicationRule rule(Map<String, String> settings) {
    return new PublicationRule(
        JobConfig.from(Settings.defaults(JobConfig.OPTIONS).with(settings)), 0);
  }
}
