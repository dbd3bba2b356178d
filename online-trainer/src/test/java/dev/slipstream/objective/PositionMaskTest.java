package dev.slipstream.objective;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PositionMaskTest {

  private static final int POSITIONS = 20;

  @Property(tries = 200)
  void hidesSomethingOfEachSampleAndNothingBehindItsEnd(
      @ForAll @IntRange(min = 1, max = POSITIONS) int length,
      @ForAll @IntRange(min = 1, max = 8) int span,
      @ForAll long step) {
    int[] lengths = {length, POSITIONS, length};

    int[] places = PositionMask.spans(5, step, lengths, POSITIONS, 0.5, span).places();

    assertThat(places).isSorted().doesNotHaveDuplicates();
    for (int row = 0; row < lengths.length; row++) {
      int sample = row;
      int[] own = Arrays.stream(places).filter(place -> place / POSITIONS == sample).toArray();
      assertThat(own.length).isGreaterThanOrEqualTo(Math.min(span, lengths[row]));
      assertThat(own[own.length - 1] % POSITIONS).isLessThan(lengths[row]);
    }
  }

  @Test
  void hidesTheShareThatIsAskedForWhereSpansAreSingle() {
    int[] lengths = IntStream.generate(() -> 1000).limit(50).toArray();

    int[] places = PositionMask.spans(5, 0, lengths, 1000, 0.15, 1).places();

    // Of 150 draws of 1,000, about 139 are different.
    assertThat(places.length / 50.0).isBetween(134.0, 145.0);
  }

  @Test
  void eachStepHidesOthersAndTheSameStepTheSame() {
    int[] lengths = {POSITIONS, POSITIONS, POSITIONS, POSITIONS};

    int[] places = PositionMask.spans(5, 7, lengths, POSITIONS, 0.5, 3).places();

    assertThat(PositionMask.spans(5, 7, lengths, POSITIONS, 0.5, 3).places()).isEqualTo(places);
    assertThat(PositionMask.spans(5, 8, lengths, POSITIONS, 0.5, 3).places()).isNotEqualTo(places);
    assertThat(PositionMask.spans(6, 7, lengths, POSITIONS, 0.5, 3).places()).isNotEqualTo(places);
  }
}
