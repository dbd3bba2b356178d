package dev.slipstream.serving.recommend;

import dev.slipstream.serving.index.Neighbor;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Each place of an answer goes, with a small probability, to any of the candidates left, else to
 * the best of them (Sutton and Barto, Reinforcement Learning, 2.2).
 *
 * @param epsilon that probability, in [0, 1]
 */
public record EpsilonGreedy(double epsilon) {

  /**
   * @throws IllegalArgumentException if {@code epsilon} is not in [0, 1]
   */
  public EpsilonGreedy {
    Candidates.checkShare("epsilon", epsilon);
  }

  /**
   * Chooses {@code k} of the candidates, fewer if there are not as many.
   *
   * @param candidates each item once
   * @param random of a seed; two numbers are drawn for a place that is explored, else one
   * @throws IllegalArgumentException if {@code k < 1}
   */
  public List<Choice> choose(List<Neighbor> candidates, int k, RandomGenerator random) {
    Candidates.checkCount(k);
    List<Neighbor> left = new ArrayList<>(Candidates.ranked(candidates));
    List<Choice> chosen = new ArrayList<>();
    while (chosen.size() < k && !left.isEmpty()) {
      boolean explored = random.nextDouble() < epsilon;
      chosen.add(new Choice(left.remove(explored ? random.nextInt(left.size()) : 0), explored));
    }
    return chosen;
  }
}
