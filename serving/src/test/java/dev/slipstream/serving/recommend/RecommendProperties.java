package dev.slipstream.serving.recommend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.slipstream.serving.index.Neighbor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

/** The laws of choosing, whatever the candidates. */
class RecommendProperties {

  private static final int WIDTH = 4;

  private final Map<String, float[]> vectors = new HashMap<>();

  @Property(tries = 200)
  void diversityIsTheGreedyChoiceOfThePaper(
      @ForAll long seed,
      @ForAll @IntRange(max = 12) int size,
      @ForAll @IntRange(min = 1, max = 14) int k,
      @ForAll @DoubleRange(min = 0, max = 1) double diversity) {
    List<Neighbor> candidates = candidates(seed, size);

    List<Neighbor> chosen = new Diversity(diversity).choose(candidates, k, vectors::get);

    assertThat(chosen).isEqualTo(literally(candidates, k, diversity));
  }

  @Property(tries = 100)
  void noDiversityKeepsTheOrder(@ForAll long seed, @ForAll @IntRange(max = 12) int size) {
    List<Neighbor> candidates = candidates(seed, size);
    List<Neighbor> shuffled = new ArrayList<>(candidates);
    Collections.shuffle(shuffled, new Random(seed));

    assertThat(new Diversity(0).choose(shuffled, 20, vectors::get)).isEqualTo(candidates);
  }

  @Property(tries = 100)
  void fullDiversityPutsATwinLast(@ForAll long seed) {
    List<Neighbor> candidates = new ArrayList<>(candidates(seed, 5));
    Neighbor best = candidates.get(0);
    candidates.add(new Neighbor("twin", best.similarity()));
    vectors.put("twin", vectors.get(best.id()));

    List<Neighbor> chosen = new Diversity(1).choose(candidates, 6, vectors::get);

    assertThat(chosen.get(0)).isEqualTo(best);
    assertThat(chosen.get(5).id()).isEqualTo("twin");
  }

  @Property(tries = 200)
  void everyChoiceIsACandidateAndNoneIsMadeTwice(
      @ForAll long seed,
      @ForAll @IntRange(max = 12) int size,
      @ForAll @IntRange(min = 1, max = 14) int k,
      @ForAll @DoubleRange(min = 0, max = 1) double epsilon) {
    List<Neighbor> candidates = candidates(seed, size);
    Set<Neighbor> all = new HashSet<>(candidates);

    List<Choice> greedy =
        new EpsilonGreedy(epsilon).choose(candidates, k, new SplittableRandom(seed));
    List<Choice> thompson =
        new ThompsonSampling(1 + 10 * epsilon)
            .choose(candidates, k, id -> Feedback.NONE, new SplittableRandom(seed));

    for (List<Choice> chosen : List.of(greedy, thompson)) {
      assertThat(chosen).hasSize(Math.min(k, size)).doesNotHaveDuplicates();
      assertThat(chosen).extracting(Choice::item).allMatch(all::contains);
    }
  }

  @Property(tries = 100)
  void theSeedDecidesAndNotTheOrderOfCandidates(
      @ForAll long seed, @ForAll @DoubleRange(min = 0, max = 1) double epsilon) {
    List<Neighbor> candidates = candidates(seed, 9);
    List<Neighbor> shuffled = new ArrayList<>(candidates);
    Collections.shuffle(shuffled, new Random(seed));
    EpsilonGreedy greedy = new EpsilonGreedy(epsilon);
    ThompsonSampling thompson = new ThompsonSampling(3);

    assertThat(greedy.choose(shuffled, 5, new SplittableRandom(seed)))
        .isEqualTo(greedy.choose(candidates, 5, new SplittableRandom(seed)));
    assertThat(thompson.choose(shuffled, 5, id -> Feedback.NONE, new SplittableRandom(seed)))
        .isEqualTo(thompson.choose(candidates, 5, id -> Feedback.NONE, new SplittableRandom(seed)));
  }

  @Property(tries = 50)
  void withoutExplorationTheBestAreChosen(@ForAll long seed) {
    List<Neighbor> candidates = candidates(seed, 9);

    List<Choice> chosen = new EpsilonGreedy(0).choose(candidates, 4, new SplittableRandom(seed));

    assertThat(chosen).extracting(Choice::item).isEqualTo(candidates.subList(0, 4));
    assertThat(chosen).noneMatch(Choice::explored);
  }

  @Example
  void epsilonIsTheShareOfPlacesExplored() {
    List<Neighbor> candidates = candidates(1, 50);
    SplittableRandom random = new SplittableRandom(2);
    int explored = 0;
    for (int i = 0; i < 2_000; i++) {
      explored +=
          (int)
              new EpsilonGreedy(0.2)
                  .choose(candidates, 10, random).stream().filter(Choice::explored).count();
    }

    assertThat(explored / 20_000.0).isCloseTo(0.2, within(0.02));
  }

  @Example
  void thompsonBelievesMuchFeedbackMoreThanSimilarity() {
    List<Neighbor> candidates = List.of(new Neighbor("alike", 0.9f), new Neighbor("liked", 0.1f));
    Map<String, Feedback> feedback =
        Map.of("alike", new Feedback(10, 990), "liked", new Feedback(900, 100));

    for (int seed = 0; seed < 100; seed++) {
      List<Choice> chosen =
          new ThompsonSampling(10).choose(candidates, 1, feedback::get, new SplittableRandom(seed));
      assertThat(chosen).containsExactly(new Choice(candidates.get(1), true));
    }
  }

  @Example
  void thompsonGivesThoseNobodyHasSeenTheirChance() {
    List<Neighbor> candidates = List.of(new Neighbor("known", 0.5f), new Neighbor("new", 0.4f));
    int chosenNew = 0;
    for (int seed = 0; seed < 1_000; seed++) {
      chosenNew +=
          new ThompsonSampling(4)
                  .choose(
                      candidates,
                      1,
                      id -> id.equals("known") ? new Feedback(70, 30) : Feedback.NONE,
                      new SplittableRandom(seed))
                  .get(0)
                  .item()
                  .id()
                  .equals("new")
              ? 1
              : 0;
    }

    // Beta(2.8, 1.2) above Beta(73, 31), which lies close to 0.70: somewhat more than half.
    assertThat(chosenNew).isBetween(450, 650);
  }

  @Example
  void refusesWhatIsOutOfRange() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Diversity(1.5))
        .withMessage("diversity: must be in [0, 1], was 1.5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EpsilonGreedy(Double.NaN))
        .withMessage("epsilon: must be in [0, 1], was NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ThompsonSampling(0))
        .withMessage("priorStrength: must be finite and > 0, was 0.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EpsilonGreedy(0).choose(List.of(), 0, new SplittableRandom(1)))
        .withMessage("k: must be >= 1, was 0");
  }

  /** Ranked, each with a vector. */
  private List<Neighbor> candidates(long seed, int size) {
    Random random = new Random(seed);
    float[] query = unit(random);
    List<Neighbor> candidates = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      float[] vector = unit(random);
      vectors.put("item-" + i, vector);
      candidates.add(new Neighbor("item-" + i, (float) dot(query, vector)));
    }
    candidates.sort(
        Comparator.comparing(Neighbor::similarity).reversed().thenComparing(Neighbor::id));
    return candidates;
  }

  private List<Neighbor> literally(List<Neighbor> candidates, int k, double diversity) {
    List<Neighbor> left = new ArrayList<>(candidates);
    List<Neighbor> chosen = new ArrayList<>();
    while (chosen.size() < k && !left.isEmpty()) {
      Neighbor next =
          chosen.isEmpty()
              ? left.get(0)
              : Collections.max(
                  left, Comparator.comparingDouble(c -> marginal(c, chosen, diversity)));
      left.remove(next);
      chosen.add(next);
    }
    return chosen;
  }

  private double marginal(Neighbor candidate, List<Neighbor> chosen, double diversity) {
    double nearest =
        chosen.stream()
            .mapToDouble(c -> dot(vectors.get(candidate.id()), vectors.get(c.id())))
            .max()
            .orElseThrow();
    return (1 - diversity) * candidate.similarity() - diversity * nearest;
  }

  private static float[] unit(Random random) {
    float[] vector = new float[WIDTH];
    double square = 0;
    for (int i = 0; i < WIDTH; i++) {
      vector[i] = (float) random.nextGaussian();
      square += (double) vector[i] * vector[i];
    }
    for (int i = 0; i < WIDTH; i++) {
      vector[i] /= (float) Math.sqrt(square);
    }
    return vector;
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }
}
