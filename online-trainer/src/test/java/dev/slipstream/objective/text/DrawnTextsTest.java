package dev.slipstream.objective.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipstream.view.ViewRandom;
import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class DrawnTextsTest {

  private static final int MARK = 99;

  @Test
  void ofTheWordsToBeTold80OfAHundredAreHidden10AreOthersAnd10AreLeft() {
    int[] text = IntStream.rangeClosed(1, 40).toArray();
    int[][] others = {{50, 51}, {52}};
    int[] kinds = new int[3];

    for (int step = 0; step < 1000; step++) {
      MaskedText masked = MaskedText.draw(text, others, MARK, ViewRandom.at(1, step, 2, 0));
      assertThat(masked.told()).hasSize(6).doesNotHaveDuplicates();
      for (int position : masked.told()) {
        int word = masked.shown()[position];
        kinds[word == MARK ? 0 : word == text[position] ? 2 : 1]++;
        masked.shown()[position] = text[position];
      }
      assertThat(masked.shown()).containsExactly(text);
    }

    assertThat(kinds[0] / 6000.0).isBetween(0.78, 0.82);
    assertThat(kinds[1] / 6000.0).isBetween(0.085, 0.115);
    assertThat(kinds[2] / 6000.0).isBetween(0.085, 0.115);
  }

  @Property(tries = 200)
  void aWindowIsAWordAndItsNeighbours(
      @ForAll @IntRange(min = 2, max = 30) int count, @ForAll @IntRange(max = 1000) int step) {
    int[] text = IntStream.rangeClosed(1, count).toArray();

    Window window = Window.of(text, ViewRandom.at(1, step, 2, 0));

    int[] around = window.context();
    assertThat(around).isNotEmpty().isSorted().doesNotContain(window.word());
    assertThat(IntStream.concat(Arrays.stream(around), IntStream.of(window.word())).sorted())
        .containsExactlyElementsOf(
            IntStream.rangeClosed(
                    Math.min(around[0], window.word()),
                    Math.max(around[around.length - 1], window.word()))
                .boxed()
                .toList());
  }

  @Test
  void halvesTogetherAreTheText() {
    Halves halves = Halves.of(new int[][] {{1, 2, 3, 4, 5}, {6, 7}, {8}});

    assertThat(halves.first()).isDeepEqualTo(new int[][] {{1, 2}, {6}, {8}});
    assertThat(halves.second()).isDeepEqualTo(new int[][] {{3, 4, 5}, {7}, {8}});
  }
}
