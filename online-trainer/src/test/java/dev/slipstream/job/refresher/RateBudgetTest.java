package dev.slipstream.job.refresher;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RateBudgetTest {

  @Test
  void givesItsRateOverTime() {
    RateBudget budget = new RateBudget(500, 0);
    int done = 0;
    for (long now = 1; now <= 10_000; now += 7) {
      int items = Math.min(64, budget.available(now));
      budget.spend(items);
      done += items;
    }

    assertThat(done).isBetween(4_990, 5_000);
  }

  @Test
  void savesUpNoMoreThanATenthOfASecond() {
    assertThat(new RateBudget(500, 0).available(60_000)).isEqualTo(50);
  }

  @Test
  void lowRatesStillGiveWholeItems() {
    RateBudget budget = new RateBudget(1, 0);

    assertThat(budget.available(999)).isZero();
    assertThat(budget.available(1000)).isEqualTo(1);
  }
}
