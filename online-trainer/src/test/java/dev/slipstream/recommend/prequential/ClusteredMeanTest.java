package dev.slipstream.recommend.prequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ClusteredMeanTest {

  @Test
  void valuesOfAUserEachHaveThePlainIntervalOfAMean() {
    ClusteredMean mean = new ClusteredMean();
    double[] values = {2, 4, 4, 4, 5, 5, 7, 9};
    for (int i = 0; i < values.length; i++) {
      mean.add("user " + i, values[i]);
    }

    Estimate estimate = mean.estimate();

    assertThat(estimate.mean()).isEqualTo(5);
    // squared deviations sum to 32: 1.96 sqrt(32 / 7 / 8)
    assertThat(estimate.high() - estimate.mean()).isCloseTo(1.481590, within(1e-5));
    assertThat(estimate.mean() - estimate.low()).isCloseTo(1.481590, within(1e-5));
  }

  @Test
  void sayingTheSameTenTimesMakesNobodySurer() {
    ClusteredMean once = new ClusteredMean();
    ClusteredMean often = new ClusteredMean();
    for (int user = 0; user < 12; user++) {
      once.add("" + user, user % 5);
      for (int i = 0; i < 10; i++) {
        often.add("" + user, user % 5);
      }
    }

    assertThat(often.count()).isEqualTo(120);
    assertThat(often.users()).isEqualTo(12);
    assertThat(often.estimate().mean()).isCloseTo(once.estimate().mean(), within(1e-12));
    assertThat(often.estimate().low()).isCloseTo(once.estimate().low(), within(1e-12));
  }

  @Test
  void ofOneUserNoIntervalCanBeTold() {
    ClusteredMean mean = new ClusteredMean();
    mean.add("one", 1);
    mean.add("one", 3);

    assertThat(mean.estimate()).isEqualTo(new Estimate(2, Double.NaN, Double.NaN));
  }

  @Test
  void theIntervalHoldsTheTruthInNineteenOfTwentyDraws() {
    Random random = new Random(7);
    int held = 0;
    for (int draw = 0; draw < 400; draw++) {
      ClusteredMean mean = new ClusteredMean();
      for (int user = 0; user < 60; user++) {
        double own = random.nextGaussian();
        for (int i = 0; i < 5; i++) {
          mean.add("" + user, own + random.nextGaussian());
        }
      }
      Estimate estimate = mean.estimate();
      held += estimate.low() <= 0 && estimate.high() >= 0 ? 1 : 0;
    }

    assertThat(held / 400.0).isBetween(0.90, 0.98);
  }
}
