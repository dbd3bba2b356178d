package dev.slipstream.infra.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrderTest {

  private static final int CLASSES = 6;
  private static final int[] ALL = IntStream.range(0, 600).toArray();

  @ParameterizedTest
  @ValueSource(strings = {"file", "iid", "sorted", "drift", "blocks:3"})
  void everyOrderHasEveryItemOnceAndAgain(String name) {
    Order order = Order.parse(name);

    assertThat(order).hasToString(name);
    assertThat(of(order, 1)).containsExactlyInAnyOrder(ALL).isEqualTo(of(order, 1));
  }

  @Test
  void blocksComeOneAfterTheOtherShuffledWithin() {
    int[] found = of(Order.blocks(3), 1);

    for (int i = 0; i < found.length; i++) {
      assertThat(classOf(found[i]) / 2).isEqualTo(i / 200);
    }
    assertThat(found).isNotEqualTo(of(Order.blocks(3), 2));
    assertThat(Arrays.stream(found).limit(200).map(OrderTest::classOf).distinct().count())
        .isEqualTo(2);
    assertThat(Order.blocks(3).blocksOf(CLASSES)).containsExactly(0, 0, 1, 1, 2, 2);
    assertThat(Order.SORTED.blocksOf(3)).containsExactly(0, 1, 2);
  }

  @Test
  void driftingClassesFadeIntoEachOther() {
    int[] found = of(Order.DRIFT, 1);
    int inOrder = 0;
    double[] place = new double[CLASSES];
    for (int i = 0; i < found.length; i++) {
      place[classOf(found[i])] += i / 100.0;
      inOrder += classOf(found[i]) == i / 100 ? 1 : 0;
    }

    assertThat(place).isSorted();
    assertThat(inOrder).isBetween(200, 500);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "random", "blocks", "blocks:", "blocks:1", "blocks:-3", "blocks:x"})
  void otherOrdersAreRefused(String name) {
    assertThatThrownBy(() -> Order.parse(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("order: must ");
  }

  private static int[] of(Order order, long seed) {
    return order.of(ALL, i -> Optional.of("class" + classOf(i)), seed);
  }

  private static int classOf(int item) {
    return item % CLASSES;
  }
}
