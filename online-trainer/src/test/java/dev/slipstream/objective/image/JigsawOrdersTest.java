package dev.slipstream.objective.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class JigsawOrdersTest {

  private final int[][] orders = JigsawObjective.orders();

  @Test
  void eachNamesEveryCellOnce() {
    assertThat(orders).hasNumberOfRows(72);
    for (int[] order : orders) {
      assertThat(order).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8);
    }
  }

  @Test
  void noTwoHaveMoreThanOneTileInTheSamePlace() {
    for (int i = 0; i < orders.length; i++) {
      for (int j = 0; j < i; j++) {
        int[] one = orders[i];
        int[] other = orders[j];
        assertThat(IntStream.range(0, 9).filter(x -> one[x] == other[x]).count())
            .isLessThanOrEqualTo(1);
      }
    }
  }
}
