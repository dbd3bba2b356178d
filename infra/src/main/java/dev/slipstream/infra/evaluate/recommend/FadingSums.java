package dev.slipstream.infra.evaluate.recommend;

import java.util.Arrays;

/** Sums that halve at a steady pace, at no cost of their own. */
final class FadingSums {

  /** Sums are brought down before they leave what a double holds. */
  private static final double LARGEST = 1e200;

  private final double growth;
  private double[] sums = {};
  private double total;
  private double unit = 1;

  /**
   * Nothing added yet.
   *
   * @param halfLife in calls of {@link #tick}; infinite: never
   */
  FadingSums(double halfLife) {
    this.growth = Math.pow(2, 1 / halfLife);
  }

  /** Time passes. */
  void tick() {
    unit *= growth;
    if (unit > LARGEST) {
      for (int i = 0; i < sums.length; i++) {
        sums[i] /= unit;
      }
      total /= unit;
      unit = 1;
    }
  }

  void add(int number, double amount) {
    if (number >= sums.length) {
      sums = Arrays.copyOf(sums, Math.max(number + 1, 2 * sums.length));
    }
    sums[number] += unit * amount;
    total += unit * amount;
  }

  /** The sum of a number, 0 if there is none. */
  double get(int number) {
    return number < 0 || number >= sums.length ? 0 : sums[number] / unit;
  }

  /** Of all numbers. */
  double total() {
    return total / unit;
  }
}
