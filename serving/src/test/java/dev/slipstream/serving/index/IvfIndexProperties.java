package dev.slipstream.serving.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

/** The recall asked for, whatever the data: how many lists that takes is measured, not set. */
class IvfIndexProperties {

  private static final int WIDTH = 16;
  private static final int K = 10;
  private static final int QUERIES = 100;

  @Property(tries = 20)
  void findsTheShareOfNeighborsItIsAskedForInDataOfAnyKind(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 300) int kinds,
      @ForAll @DoubleRange(min = 0.2, max = 2) double noise,
      @ForAll @IntRange(min = 500, max = 2_500) int items,
      @ForAll @DoubleRange(min = 0.8, max = 0.99) double recall) {
    Random random = new Random(seed);
    IvfIndex index = new IvfIndex(WIDTH, 200, 0, recall, Runnable::run);
    ExactIndex oracle = new ExactIndex(WIDTH);
    for (int i = 0; i < items; i++) {
      float[] centre = TestVectors.unit(new Random(i % kinds), WIDTH);
      float[] vector = TestVectors.near(centre, noise, random);
      index.put("item-" + i, vector);
      oracle.put("item-" + i, vector);
    }

    int found = 0;
    for (int i = 0; i < QUERIES; i++) {
      Set<String> truth = neighbors(oracle, i);
      truth.retainAll(neighbors(index, i));
      found += truth.size();
    }

    assertThat(index.lists()).isGreaterThan(1);
    // Measured on a hundred items, and again when they have doubled.
    assertThat(found / (double) (K * QUERIES)).isGreaterThan(recall - 0.08);
  }

  private static Set<String> neighbors(VectorIndex index, int item) {
    return index.neighbors("item-" + item, K).stream()
        .map(Neighbor::id)
        .collect(Collectors.toCollection(HashSet::new));
  }
}
