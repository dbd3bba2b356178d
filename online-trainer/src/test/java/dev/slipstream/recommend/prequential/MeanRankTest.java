package dev.slipstream.recommend.prequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class MeanRankTest {

  private static final float[] SCORES = {0.5f, 2, -1, 2, 0.5f, 0.5f};

  @Test
  void itemsOfTheSameScoreShareTheMeanOfTheirPlaces() {
    assertThat(MeanRank.of(SCORES, 1)).isEqualTo(1.5); // places 1 and 2
    assertThat(MeanRank.of(SCORES, 4)).isEqualTo(4); // places 3, 4 and 5
    assertThat(MeanRank.of(SCORES, 2)).isEqualTo(6);
  }

  @Test
  void whatIsLeftOutTakesNoPlace() {
    assertThat(MeanRank.of(SCORES, 4, new int[] {1, 5})).isEqualTo(2.5); // behind 3, level with 0
    assertThat(MeanRank.of(SCORES, 2, new int[] {0, 1, 3, 4, 5})).isEqualTo(1);
  }

  @Test
  void theSameScoreForAllIsWorthTheMiddle() {
    assertThat(MeanRank.of(new float[9], 3)).isEqualTo(5);
  }

  @Test
  void refusesAScoreThatIsNoNumber() {
    assertThatThrownBy(() -> MeanRank.of(new float[] {1, Float.NaN}, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("scores: must be finite, was NaN");
  }

  @Property(tries = 200)
  void placesAddUpAndTheirOrderDoesNotMatter(
      @ForAll @Size(min = 1, max = 30) List<@IntRange(min = -3, max = 3) Integer> values,
      @ForAll long seed) {
    List<Integer> shuffled = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      shuffled.add(i);
    }
    Collections.shuffle(shuffled, new Random(seed));
    float[] scores = new float[values.size()];
    float[] moved = new float[values.size()];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = values.get(i);
      moved[shuffled.get(i)] = values.get(i) * 10f - 7; // grows with the score
    }
    double sum = 0;
    for (int i = 0; i < scores.length; i++) {
      double rank = MeanRank.of(scores, i);
      sum += rank;
      assertThat(rank).isBetween(1.0, (double) scores.length);
      assertThat(MeanRank.of(moved, shuffled.get(i))).isEqualTo(rank);
    }
    assertThat(sum).isCloseTo(scores.length * (scores.length + 1) / 2.0, within(1e-9));
  }

  @Property(tries = 200)
  void leavingOutIsAsIfItHadNotBeenThere(
      @ForAll @Size(min = 2, max = 30) List<@IntRange(min = -3, max = 3) Integer> values,
      @ForAll @IntRange(min = 0, max = 29) int from) {
    int kept = Math.max(1, Math.min(from, values.size()));
    float[] scores = new float[values.size()];
    float[] front = new float[kept];
    int[] leftOut = new int[values.size() - kept];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = values.get(i);
      if (i < kept) {
        front[i] = scores[i];
      } else {
        leftOut[i - kept] = i;
      }
    }
    assertThat(MeanRank.of(scores, 0, leftOut)).isEqualTo(MeanRank.of(front, 0));
  }
}
