package dev.slipstream.objective.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipstream.loss.CrossEntropyLoss;
import dev.slipstream.view.ViewRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SpansTest {

  private static final int MARK = 99;

  @Property(tries = 200)
  void spansPutBackInPlaceOfTheirMarksGiveTheText(
      @ForAll @IntRange(min = 2, max = 70) int count, @ForAll @IntRange(max = 1000) int step) {
    int[] text = IntStream.rangeClosed(1, count).toArray();

    Spans spans = draw(text, step);

    List<Integer> whole = new ArrayList<>();
    int mark = 0;
    for (int i = 0; i < spans.shown().length; i++) {
      if (mark < spans.marks().length && spans.marks()[mark] == i) {
        assertThat(spans.shown()[i]).isEqualTo(MARK);
        whole.addAll(words(spans, mark));
        mark++;
      } else {
        whole.add(spans.shown()[i]);
      }
    }
    assertThat(mark).isEqualTo(spans.marks().length).isPositive();
    assertThat(whole).containsExactlyElementsOf(IntStream.of(text).boxed().toList());
  }

  @Property(tries = 200)
  void betweenTwoSpansAWordIsLeft(
      @ForAll @IntRange(min = 2, max = 70) int count, @ForAll @IntRange(max = 1000) int step) {
    int[] marks = draw(IntStream.rangeClosed(1, count).toArray(), step).marks();

    for (int i = 1; i < marks.length; i++) {
      assertThat(marks[i] - marks[i - 1]).isGreaterThan(1);
    }
  }

  @Test
  void aboutFifteenOfAHundredWordsAreHidden() {
    int[] text = IntStream.rangeClosed(1, 60).toArray();

    long hidden =
        IntStream.range(0, 500)
            .mapToLong(
                step ->
                    text.length + draw(text, step).marks().length - draw(text, step).shown().length)
            .sum();

    assertThat(hidden / (500.0 * text.length)).isBetween(0.14, 0.16);
  }

  @Test
  void aTextOfOneWordIsShownAsItIs() {
    Spans spans = draw(new int[] {7}, 0);

    assertThat(spans.shown()).containsExactly(7);
    assertThat(spans.marks()).isEmpty();
    assertThat(spans.words()).isEmpty();
  }

  private static Spans draw(int[] text, int step) {
    return Spans.draw(text, MARK, ViewRandom.at(1, step, 2, 0));
  }

  private static List<Integer> words(Spans spans, int mark) {
    return IntStream.range(mark * Spans.LONGEST, (mark + 1) * Spans.LONGEST)
        .map(i -> spans.words()[i])
        .filter(word -> word != CrossEntropyLoss.IGNORED)
        .boxed()
        .toList();
  }
}
