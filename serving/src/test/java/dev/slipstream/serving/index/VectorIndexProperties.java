package dev.slipstream.serving.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * A model beside each index: a map of vectors, compared one by one. The inverted file looks into
 * all of its lists here, so that its answers are exact too.
 */
class VectorIndexProperties {

  @Property(tries = 60)
  void answersLikeAPlainMapAfterAnyChanges(
      @ForAll boolean inverted,
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 9) int width,
      @ForAll @IntRange(min = 1, max = 3_000) int changes) {
    Random random = new Random(seed);
    VectorIndex index = index(inverted, width);
    Map<String, float[]> model = new HashMap<>();
    for (int i = 0; i < changes; i++) {
      String id = "item-" + random.nextInt(changes); // rows go over a block's end and back
      if (random.nextInt(4) == 0) {
        assertThat(index.remove(id)).isEqualTo(model.remove(id) != null);
      } else {
        float[] vector = TestVectors.unit(random, width);
        index.put(id, vector);
        model.put(id, vector);
      }
    }

    assertThat(index.size()).isEqualTo(model.size());
    model.keySet().stream().limit(3).forEach(id -> assertSameNeighbors(index, model, id));
    model.forEach(
        (id, vector) -> assertThat(index.vector(id)).containsExactly(vector, within(2e-5f)));
  }

  @Property(tries = 60)
  void samplesDifferentItems(
      @ForAll boolean inverted,
      @ForAll @IntRange(min = 0, max = 50) int size,
      @ForAll @IntRange(min = 0, max = 60) int n) {
    VectorIndex index = index(inverted, 1);
    for (int i = 0; i < size; i++) {
      index.put("item-" + i, new float[] {1});
    }

    List<String> sample = index.sample(n);

    assertThat(sample).doesNotHaveDuplicates().hasSize(Math.min(n, size));
  }

  private static VectorIndex index(boolean inverted, int width) {
    return inverted ? new IvfIndex(width, 20, 0, 1, Runnable::run) : new ExactIndex(width);
  }

  private static void assertSameNeighbors(
      VectorIndex index, Map<String, float[]> model, String id) {
    float[] query = model.get(id);
    List<Double> expected =
        model.keySet().stream()
            .filter(other -> !other.equals(id))
            .map(other -> dot(query, model.get(other)))
            .sorted(Comparator.reverseOrder())
            .limit(10)
            .toList();
    List<Neighbor> found = index.neighbors(id, 10);
    assertThat(found).extracting(Neighbor::id).doesNotHaveDuplicates().doesNotContain(id);
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < found.size(); i++) {
      assertThat((double) found.get(i).similarity()).isCloseTo(expected.get(i), within(1e-4));
      assertThat(dot(query, model.get(found.get(i).id())))
          .isCloseTo(found.get(i).similarity(), within(1e-4));
    }
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }
}
