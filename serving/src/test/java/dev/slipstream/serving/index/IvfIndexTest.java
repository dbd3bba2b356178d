package dev.slipstream.serving.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class IvfIndexTest {

  private static final int WIDTH = 16;

  private final Random random = new Random(5);
  private final Queue<Runnable> later = new ArrayDeque<>();
  private final ExactIndex oracle = new ExactIndex(WIDTH);
  private int listsWhenSettled;

  @Test
  void isExactWhileItIsSmall() {
    IvfIndex index = new IvfIndex(WIDTH, 500, 0, 0.9, Runnable::run);

    fill(index, 0, 500);

    assertThat(index.lists()).isEqualTo(1);
    assertThat(recall(index)).isGreaterThan(0.995); // neighbours as good as equal change places
  }

  @Test
  void findsTheShareOfNeighborsItIsAskedFor() {
    IvfIndex index = new IvfIndex(WIDTH, 500, 0, 0.95, Runnable::run);

    fill(index, 0, 6_000);

    assertThat(index.lists()).isGreaterThan(50);
    assertThat(recall(index)).isGreaterThan(0.93);
  }

  @Test
  void makesItsListsOnceWhenTheSizeToComeIsKnown() {
    IvfIndex index = new IvfIndex(WIDTH, 100, 4_000, 0.95, later::add);
    fill(index, 0, 4_000);
    assertThat(later).hasSize(1);
    assertThat(index.isSettled()).isFalse();
    index.whenSettled(() -> listsWhenSettled = index.lists());
    assertThat(listsWhenSettled).isZero();

    later.remove().run();

    assertThat(later).isEmpty();
    assertThat(listsWhenSettled).isEqualTo(190);
    assertThat(index.isSettled()).isTrue();
    assertThat(index.lists()).isEqualTo(190);
    assertThat(recall(index)).isGreaterThan(0.93);
  }

  @Test
  void keepsChangesThatCameWhileListsWereMade() {
    IvfIndex index = new IvfIndex(WIDTH, 100, 0, 0.95, later::add);
    fill(index, 0, 101);
    assertThat(later).hasSize(1); // asked for, not yet begun
    fill(index, 50, 1_000);
    for (int i = 0; i < 30; i++) {
      index.remove("item-" + i);
      oracle.remove("item-" + i);
    }

    later.remove().run();

    assertThat(index.lists()).isGreaterThan(1);
    assertSameVectors(index);
    assertThat(index.remove("item-0")).isFalse();
  }

  @Test
  void looksFurtherUntilAFilterHasItsAnswers() {
    IvfIndex index = new IvfIndex(WIDTH, 500, 0, 0.5, Runnable::run);
    fill(index, 0, 3_000);
    Set<String> few = Set.of("item-7", "item-1500", "item-2999");

    List<Neighbor> found = index.search(TestVectors.unit(random, WIDTH), 10, few::contains);

    assertThat(found).extracting(Neighbor::id).containsExactlyInAnyOrderElementsOf(few);
    assertThat(found).isSortedAccordingTo((a, b) -> Float.compare(b.similarity(), a.similarity()));
  }

  @Test
  void samplesEachItemOnce() {
    IvfIndex index = new IvfIndex(WIDTH, 100, 0, 0.9, Runnable::run);
    fill(index, 0, 1_000);

    assertThat(index.sample(5_000)).hasSize(1_000).doesNotHaveDuplicates();
    assertThat(index.sample(20)).hasSize(20).doesNotHaveDuplicates();
  }

  @Test
  void staysSoundWhenAllItsItemsAreTheSame() {
    IvfIndex index = new IvfIndex(WIDTH, 10, 0, 0.9, Runnable::run);
    float[] same = TestVectors.unit(random, WIDTH);
    for (int i = 100; i < 300; i++) {
      index.put("item-" + i, same);
    }

    assertThat(index.neighbors("item-250", 3))
        .extracting(Neighbor::id)
        .containsExactly("item-100", "item-101", "item-102");
  }

  @Test
  void refusesWhatItCannotUse() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new IvfIndex(4, 10, 0, 1.5, Runnable::run))
        .withMessage("recall: must be in (0, 1], was 1.5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new IvfIndex(4, 10, 0, 1, Runnable::run).put("a", new float[5]))
        .withMessage("vector: must have 4 values, was 5");
  }

  /** Items of a hundred kinds. */
  private void fill(VectorIndex index, int from, int to) {
    for (int i = from; i < to; i++) {
      float[] centre = TestVectors.unit(new Random(i % 100), WIDTH);
      float[] vector = TestVectors.near(centre, 0.7, random);
      index.put("item-" + i, vector);
      oracle.put("item-" + i, vector);
    }
  }

  private void assertSameVectors(VectorIndex index) {
    List<String> all = oracle.sample(Integer.MAX_VALUE);
    assertThat(index.size()).isEqualTo(all.size());
    for (String id : all) {
      assertThat(index.vector(id)).containsExactly(oracle.vector(id), within(2e-5f));
    }
  }

  private static Set<String> ids(List<Neighbor> found) {
    return found.stream().map(Neighbor::id).collect(Collectors.toCollection(HashSet::new));
  }

  private double recall(VectorIndex index) {
    int found = 0;
    int queries = 200;
    for (int i = 0; i < queries; i++) {
      float[] query = TestVectors.near(TestVectors.unit(new Random(i % 100), WIDTH), 0.7, random);
      Set<String> truth = ids(oracle.search(query, 10, id -> true));
      truth.retainAll(ids(index.search(query, 10, id -> true)));
      found += truth.size();
    }
    return found / (10.0 * queries);
  }
}
