package dev.slipstream.job.learner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipstream.learner.StepReport;
import dev.slipstream.wire.Progress;
import org.junit.jupiter.api.Test;

class ProgressMeterTest {

  private final ProgressMeter meter = new ProgressMeter("image", 1000, 100);

  @Test
  void hasNothingToSayBeforeTheFirstStep() {
    assertThat(meter.report(2000, 0)).isNull();
  }

  @Test
  void tellsTheMeanLossAndTheRateSinceTheLastReport() {
    meter.add(new StepReport(1, 150, 3, 64, 0.1));
    meter.add(new StepReport(2, 200, 2, 128, 0.2));

    assertThat(meter.report(1500, 0))
        .isEqualTo(
            Progress.newBuilder()
                .setEncoder("image")
                .setStep(2)
                .setSamplesSeen(200)
                .setLoss(2.5)
                .setNegatives(128)
                .setSamplesPerSecond(200)
                .setTimeMillis(1500)
                .setPublishedVersion(0)
                .setPositiveSimilarity(0.2)
                .build());
  }

  @Test
  void tellsOnceThatLearningStopped() {
    meter.add(new StepReport(1, 150, 3, 64, 0.1));
    Progress learning = meter.report(1500, 0);

    Progress stopped = meter.report(2000, 0);

    assertThat(learning.getSamplesPerSecond()).isEqualTo(100);
    assertThat(stopped.getSamplesPerSecond()).isZero();
    assertThat(stopped.getLoss()).isEqualTo(3);
    assertThat(meter.report(2500, 0)).isNull();
  }
}
