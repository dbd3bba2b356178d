package dev.slipstream.serving.recommend;

import dev.slipstream.serving.index.Neighbor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * Ranks by a draw from what is believed of each item's chance to be taken (Thompson 1933; Chapelle
 * and Li, NIPS 2011): a beta distribution, whose prior has the item's similarity {@code s} as mean
 * {@code (1 + s) / 2}. Items with much feedback keep their place; others move about.
 *
 * @param priorStrength how many showings the prior is worth, above 0
 */
public record ThompsonSampling(double priorStrength) {

  private static final double LEAST_SHAPE = 1e-3; // the prior of similarity 1 or -1 stays proper

  /**
   * @throws IllegalArgumentException if {@code priorStrength} is not a number above 0
   */
  public ThompsonSampling {
    if (!(priorStrength > 0 && Double.isFinite(priorStrength))) {
      throw new IllegalArgumentException(
          "priorStrength: must be finite and > 0, was " + priorStrength);
    }
  }

  /**
   * Chooses {@code k} of the candidates, fewer if there are not as many. A choice counts as
   * explored if similarity alone would not have made it.
   *
   * @param candidates each item once
   * @param feedback of an item by id
   * @param random of a seed
   * @throws IllegalArgumentException if {@code k < 1}
   */
  public List<Choice> choose(
      List<Neighbor> candidates,
      int k,
      Function<String, Feedback> feedback,
      RandomGenerator random) {
    Candidates.checkCount(k);
    List<Drawn> drawn = new ArrayList<>();
    for (Neighbor candidate : Candidates.ranked(candidates)) {
      double chance = draw(candidate.similarity(), feedback.apply(candidate.id()), random);
      drawn.add(new Drawn(candidate, drawn.size() >= k, chance));
    }
    return drawn.stream()
        .sorted(Comparator.comparingDouble(Drawn::chance).reversed()) // stable: ties as ranked
        .limit(k)
        .map(d -> new Choice(d.candidate(), d.beyond()))
        .toList();
  }

  private record Drawn(Neighbor candidate, boolean beyond, double chance) {}

  private double draw(double similarity, Feedback feedback, RandomGenerator random) {
    double mean = (1 + similarity) / 2;
    double a = gamma(priorStrength * mean + feedback.taken(), random);
    double b = gamma(priorStrength * (1 - mean) + feedback.passed(), random);
    return a + b > 0 ? a / (a + b) : mean;
  }

  /** A draw of the gamma distribution (Marsaglia and Tsang 2000, ACM TOMS 26:3). */
  private static double gamma(double shape, RandomGenerator random) {
    if (shape < 1) {
      double root = Math.pow(1 - random.nextDouble(), 1 / Math.max(shape, LEAST_SHAPE));
      return gamma(Math.max(shape, LEAST_SHAPE) + 1, random) * root;
    }
    double d = shape - 1.0 / 3;
    double c = 1 / Math.sqrt(9 * d);
    while (true) {
      double x = random.nextGaussian();
      double v = Math.pow(1 + c * x, 3);
      if (v > 0 && Math.log(1 - random.nextDouble()) < x * x / 2 + d - d * v + d * Math.log(v)) {
        return d * v;
      }
    }
  }
}
