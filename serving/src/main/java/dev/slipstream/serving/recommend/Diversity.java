package dev.slipstream.serving.recommend;

import dev.slipstream.serving.index.Neighbor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Maximal marginal relevance (Carbonell and Goldstein, SIGIR 1998): each place of the answer goes
 * to the candidate with the greatest {@code (1 - diversity) * similarity to the query - diversity *
 * greatest similarity to what was chosen before}.
 *
 * @param diversity in [0, 1]; 0 keeps the order by similarity, 1 looks at differences alone after
 *     the first place
 */
public record Diversity(double diversity) {

  /**
   * @throws IllegalArgumentException if {@code diversity} is not in [0, 1]
   */
  public Diversity {
    Candidates.checkShare("diversity", diversity);
  }

  /**
   * Chooses {@code k} of N candidates, fewer if there are not as many, in the order chosen; at the
   * cost of N times {@code k} cosines.
   *
   * @param candidates each item once
   * @param vectors an item's vector, of length 1 and one version with the others; null for an item
   *     that was removed meanwhile, which is left out
   * @throws IllegalArgumentException if {@code k < 1}
   */
  public List<Neighbor> choose(
      List<Neighbor> candidates, int k, Function<String, float[]> vectors) {
    Candidates.checkCount(k);
    List<Marginal> left = new ArrayList<>();
    for (Neighbor candidate : Candidates.ranked(candidates)) {
      float[] vector = vectors.apply(candidate.id());
      if (vector != null) {
        left.add(new Marginal(candidate, vector));
      }
    }
    List<Neighbor> chosen = new ArrayList<>();
    while (chosen.size() < k && !left.isEmpty()) {
      Marginal next = best(left, chosen.isEmpty());
      left.remove(next);
      chosen.add(next.candidate);
      left.forEach(other -> other.compare(next));
    }
    return chosen;
  }

  /** Of equals the first: they are ranked. */
  private Marginal best(List<Marginal> left, boolean first) {
    Marginal best = left.get(0);
    if (first) {
      return best; // nothing to differ from
    }
    for (Marginal other : left) {
      if (other.relevance(diversity) > best.relevance(diversity)) {
        best = other;
      }
    }
    return best;
  }

  private static final class Marginal {

    private final Neighbor candidate;
    private final float[] vector;
    private double nearestChosen = -1;

    Marginal(Neighbor candidate, float[] vector) {
      this.candidate = candidate;
      this.vector = vector;
    }

    void compare(Marginal chosen) {
      double cosine = 0;
      for (int i = 0; i < vector.length; i++) {
        cosine += (double) vector[i] * chosen.vector[i];
      }
      nearestChosen = Math.max(nearestChosen, cosine);
    }

    double relevance(double diversity) {
      return (1 - diversity) * candidate.similarity() - diversity * nearestChosen;
    }
  }
}
