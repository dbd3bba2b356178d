package dev.slipstream.serving.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class ExactIndexTest {

  private final ExactIndex index = new ExactIndex(2);

  @Test
  void ordersNeighborsByCosineAndLeavesTheItemOut() {
    put("east", 0);
    put("north-east", 45);
    put("north", 90);
    put("west", 180);

    List<Neighbor> neighbors = index.neighbors("east", 3);

    assertThat(neighbors).extracting(Neighbor::id).containsExactly("north-east", "north", "west");
    assertThat(neighbors.get(0).similarity()).isCloseTo((float) Math.sqrt(0.5), within(1e-6f));
    assertThat(neighbors.get(2).similarity()).isEqualTo(-1f);
  }

  @Test
  void breaksTiesById() {
    put("c", 0);
    put("a", 10);
    put("d", 10);
    put("b", 10);

    assertThat(index.neighbors("c", 2)).extracting(Neighbor::id).containsExactly("a", "b");
  }

  @Test
  void answersAQueryWithWhatMayBeAnsweredOnly() {
    put("east", 0);
    put("north-east", 45);
    put("north", 90);
    put("west", 180);

    List<Neighbor> found = index.search(new float[] {1, 0}, 2, id -> !id.startsWith("north-"));

    assertThat(found).extracting(Neighbor::id).containsExactly("east", "north");
  }

  @Test
  void overwritesInPlace() {
    put("a", 0);
    put("b", 180);

    put("b", 0);

    assertThat(index.size()).isEqualTo(2);
    assertThat(index.neighbors("a", 5)).containsExactly(new Neighbor("b", 1f));
  }

  @Test
  void doesNotKnowWhatItWasNotGiven() {
    put("a", 0);

    assertThat(index.neighbors("b", 1)).isNull();
    assertThat(index.vector("b")).isNull();
    assertThat(index.remove("b")).isFalse();
    assertThat(index.neighbors("a", 1)).isEmpty();
  }

  @Test
  void refusesVectorsOfAnotherWidth() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> index.put("a", new float[3]))
        .withMessage("vector: must have 2 values, was 3");
    assertThat(index.size()).isZero();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> index.search(new float[1], 1, id -> true))
        .withMessage("query: must have 2 values, was 1");
  }

  @Test
  void refusesToFindNothing() {
    put("a", 0);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> index.neighbors("a", 0))
        .withMessage("k: must be >= 1, was 0");
  }

  private void put(String id, double degrees) {
    double angle = Math.toRadians(degrees);
    index.put(id, new float[] {(float) Math.cos(angle), (float) Math.sin(angle)});
  }
}
