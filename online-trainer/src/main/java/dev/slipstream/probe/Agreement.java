package dev.slipstream.probe;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * How far two encoders, or one at two times or on two views, make the same of the same items.
 * Vectors may have any length; the first of one list is of the same item as the first of the other.
 */
public final class Agreement {

  /** Neighbours that {@link #neighbourOverlap} looks at. */
  static final int NEIGHBOURS = 10;

  private Agreement() {}

  /**
   * Alignment: the mean squared distance of an item's two unit vectors, in [0, 4], 0 where they are
   * the same (Wang and Isola 2020, arXiv:2005.10242, with α = 2).
   *
   * @param ones {@code [N, D]}, N ≥ 1
   * @param others {@code [N, D]}
   * @throws IllegalArgumentException if the shapes differ
   */
  public static double alignment(List<float[]> ones, List<float[]> others) {
    return alignment(Rows.of(ones), Rows.of(others));
  }

  static double alignment(Rows ones, Rows others) {
    requireSameShape(ones, others);
    double[] one = ones.unit().values();
    double[] other = others.unit().values();
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += (one[i] - other[i]) * (one[i] - other[i]);
    }
    return sum / ones.count();
  }

  /** The alignment of unit vectors of that mean cosine. */
  public static double alignment(double meanCosine) {
    return 2 - 2 * meanCosine;
  }

  /** The mean cosine of an item's two vectors, in [-1, 1]; otherwise as {@link #alignment}. */
  public static double meanCosine(List<float[]> ones, List<float[]> others) {
    Rows one = Rows.of(ones).unit();
    Rows other = Rows.of(others).unit();
    requireSameShape(one, other);
    double sum = 0;
    for (int i = 0; i < one.values().length; i++) {
      sum += one.values()[i] * other.values()[i];
    }
    return sum / one.count();
  }

  /**
   * Which share of each item's {@value #NEIGHBOURS} nearest others both find, by the cosine about
   * the mean.
   *
   * @param ones {@code [N, D]}, N ≥ 2
   * @param others {@code [N, E]}, of any width
   */
  public static double neighbourOverlap(List<float[]> ones, List<float[]> others) {
    int count = ones.size();
    int k = Math.min(NEIGHBOURS, count - 1);
    double[] one = Rows.of(ones).unit().centred().unit().gram();
    double[] other = Rows.of(others).unit().centred().unit().gram();
    int shared = 0;
    for (int i = 0; i < count; i++) {
      Set<Integer> found = new HashSet<>(nearest(one, count, i, k));
      found.retainAll(nearest(other, count, i, k));
      shared += found.size();
    }
    return (double) shared / (k * count);
  }

  private static List<Integer> nearest(double[] cosines, int count, int item, int k) {
    return IntStream.range(0, count)
        .filter(i -> i != item)
        .boxed()
        .sorted(
            (a, b) -> {
              int byCosine = Double.compare(cosines[item * count + b], cosines[item * count + a]);
              return byCosine != 0 ? byCosine : Integer.compare(a, b);
            })
        .limit(k)
        .toList();
  }

  private static void requireSameShape(Rows ones, Rows others) {
    if (ones.count() != others.count() || ones.width() != others.width()) {
      throw new IllegalArgumentException(
          "others: must be [%d, %d], as the ones, was [%d, %d]"
              .formatted(ones.count(), ones.width(), others.count(), others.width()));
    }
  }
}
