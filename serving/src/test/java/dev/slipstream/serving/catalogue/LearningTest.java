package dev.slipstream.serving.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.slipstream.wire.Progress;
import org.junit.jupiter.api.Test;

class LearningTest {

  private final Learning learning = new Learning();

  @Test
  void putsTheChanceOfGuessingBesideEachLoss() {
    learning.report(report(10, 5.5, 4095));

    LossPoint point = learning.curve(100).get(0);

    assertThat(point.step()).isEqualTo(10);
    assertThat(point.loss()).isEqualTo(5.5);
    assertThat(point.chance()).isCloseTo(Math.log(4096), within(1e-12));
  }

  @Test
  void keepsTheWholeCurveInBoundedMemory() {
    for (int step = 1; step <= 1_000_000; step++) {
      learning.report(report(step, step, 1));
    }

    assertThat(learning.curve(Integer.MAX_VALUE))
        .hasSizeBetween(Learning.MAX_POINTS / 2, Learning.MAX_POINTS)
        .isSortedAccordingTo((a, b) -> Long.compare(a.step(), b.step()));
    assertThat(learning.curve(100)).hasSizeBetween(50, 100);
    assertThat(learning.curve(1).get(0).loss()).isCloseTo(500_000, within(1_000.0));
  }

  @Test
  void forgetsWhatALearnerThatWentBackWillLearnAgain() {
    for (int step = 10; step <= 50; step += 10) {
      learning.report(report(step, 1, 1));
    }

    learning.report(report(30, 2, 1));

    assertThat(learning.curve(100)).extracting(LossPoint::step).containsExactly(10L, 20L, 30L);
    assertThat(learning.curve(100)).extracting(LossPoint::loss).containsExactly(1.0, 1.0, 2.0);
  }

  @Test
  void keepsWhatIsNotANumberOutOfTheCurve() {
    learning.report(report(1, Double.NaN, 1));

    assertThat(learning.curve(10)).isEmpty();
    assertThat(learning.progress()).isPresent();
  }

  private static Progress report(long step, double loss, int negatives) {
    return Progress.newBuilder().setStep(step).setLoss(loss).setNegatives(negatives).build();
  }
}
