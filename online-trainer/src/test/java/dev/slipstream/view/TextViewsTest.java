package dev.slipstream.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.matrix.nd4j.Nd4jDevice;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class TextViewsTest {

  private static final int LENGTH = 9;

  private final Device device = Nd4jDevice.open(1);

  @Property(tries = 200)
  void viewsHaveTheirShareOfTheTokensAndAsFewInCommonAsCanBe(
      @ForAll @IntRange(min = 1, max = LENGTH) int count,
      @ForAll @DoubleRange(min = 0.01, max = 1) double keep,
      @ForAll @IntRange(max = 1000) int step) {
    List<Integer> text = IntStream.rangeClosed(1, count).boxed().toList();

    List<Integer> first = views(keep, 1, "a", step, 0, text).get(0);
    List<Integer> second = views(keep, 1, "a", step, 1, text).get(0);

    assertThat(first).doesNotHaveDuplicates().isSubsetOf(text);
    assertThat(second).doesNotHaveDuplicates().isSubsetOf(text);
    assertThat(first).hasSize(Math.max(1, (int) Math.floor(keep * count)));
    assertThat(second).hasSize(Math.max(1, (int) Math.ceil(keep * count)));
    List<Integer> common = new ArrayList<>(first);
    common.retainAll(second);
    assertThat(common).hasSize(Math.max(0, first.size() + second.size() - count));
  }

  @Property(tries = 200)
  void withoutShufflingTokensKeepTheirOrder(
      @ForAll @IntRange(min = 1, max = LENGTH) int count,
      @ForAll @DoubleRange(min = 0.01, max = 1) double keep,
      @ForAll @IntRange(max = 1000) int step,
      @ForAll @IntRange(max = 1) int view) {
    List<Integer> text = IntStream.rangeClosed(1, count).boxed().toList();

    List<Integer> kept = views(new TextViewConfig(keep, 0), 1, "a", step, view, text).get(0);

    assertThat(kept).isSorted();
    assertThat(views(keep, 1, "a", step, view, text).get(0))
        .containsExactlyInAnyOrderElementsOf(kept);
  }

  @Property(tries = 200)
  void noViewHasATokenMoreOftenThanItsText(
      @ForAll @Size(min = 1, max = LENGTH) List<@IntRange(min = 1, max = 3) Integer> text,
      @ForAll @DoubleRange(min = 0.01, max = 1) double keep,
      @ForAll @DoubleRange(max = 1) double shuffle,
      @ForAll @IntRange(max = 3) int view) {
    TextViewConfig config = new TextViewConfig(keep, shuffle);

    List<Integer> kept = views(config, 1, "a", 0, view, text).get(0);

    for (int token = 1; token <= 3; token++) {
      assertThat(Collections.frequency(kept, token))
          .isLessThanOrEqualTo(Collections.frequency(text, token));
    }
    assertThat(views(config, 1, "a", 0, view, text)).containsExactly(kept);
  }

  @Test
  void itsShareOfTheViewsIsShuffledEachForItself() {
    List<Integer> text = List.of(1, 2, 3, 4, 5, 6, 7, 8, 9);
    TextViewConfig config = new TextViewConfig(1, 0.3);
    int views = 2000;
    int shuffled = 0;
    int both = 0;
    for (int step = 0; step < views; step++) {
      boolean first = !views(config, 1, "a", step, 0, text).get(0).equals(text);
      boolean second = !views(config, 1, "a", step, 1, text).get(0).equals(text);
      shuffled += first ? 1 : 0;
      both += first && second ? 1 : 0;
    }

    assertThat((double) shuffled / views).isCloseTo(0.3, Offset.offset(0.04));
    assertThat((double) both / views).isCloseTo(0.09, Offset.offset(0.03));
  }

  @Test
  void everyStepSeedEncoderAndPositionHasViewsOfItsOwnAndAlwaysTheSame() {
    List<Integer> text = List.of(1, 2, 3, 4, 5, 6, 7, 8, 9);
    List<List<Integer>> views = views(0.5, 1, "a", 0, 0, text, text);

    assertThat(views(0.5, 1, "a", 0, 0, text, text)).isEqualTo(views);
    assertThat(views(0.5, 1, "a", 1, 0, text, text)).isNotEqualTo(views);
    assertThat(views(0.5, 2, "a", 0, 0, text, text)).isNotEqualTo(views);
    assertThat(views(0.5, 1, "b", 0, 0, text, text)).isNotEqualTo(views);
    assertThat(views.get(0)).isNotEqualTo(views.get(1));
  }

  @Test
  void plainTextsAreTheirIds() {
    byte[] values = values(List.of(5, 300), List.of(1 << 20));

    try (Matrix plain = TextViews.plain(device, values, 2, LENGTH)) {
      assertThat(plain.rows()).isEqualTo(2);
      assertThat(rows(plain)).containsExactly(List.of(5, 300), List.of(1 << 20));
    }
  }

  @Test
  void refusesRowsOfAnotherLength() {
    assertThatThrownBy(() -> TextViews.plain(device, new byte[70], 2, LENGTH))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("values: must be 2 rows of 9 tokens, 72 bytes, was 70 bytes");
  }

  @SafeVarargs
  private List<List<Integer>> views(
      double keep, long seed, String encoder, int step, int view, List<Integer>... texts) {
    return views(new TextViewConfig(keep, 1), seed, encoder, step, view, texts);
  }

  @SafeVarargs
  private List<List<Integer>> views(
      TextViewConfig config,
      long seed,
      String encoder,
      int step,
      int view,
      List<Integer>... texts) {
    TextViews views = TextViews.of(config, LENGTH, seed, encoder);
    try (Matrix seen = views.view(device, values(texts), texts.length, step, view)) {
      return rows(seen);
    }
  }

  @SafeVarargs
  private static byte[] values(List<Integer>... texts) {
    ByteBuffer values = ByteBuffer.allocate(texts.length * LENGTH * Integer.BYTES);
    for (int i = 0; i < texts.length; i++) {
      values.position(i * LENGTH * Integer.BYTES);
      texts[i].forEach(values::putInt);
    }
    return values.array();
  }

  /** Tokens up to the first zero; there must be zeros only from there on. */
  private static List<List<Integer>> rows(Matrix ids) {
    float[] values = ids.toArray();
    List<List<Integer>> rows = new ArrayList<>();
    for (int from = 0; from < values.length; from += LENGTH) {
      List<Integer> row = new ArrayList<>();
      for (int i = from; i < from + LENGTH && values[i] != 0; i++) {
        row.add((int) values[i]);
      }
      for (int i = from + row.size(); i < from + LENGTH; i++) {
        assertThat(values[i]).isZero();
      }
      rows.add(row);
    }
    return rows;
  }
}
