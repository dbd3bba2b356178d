package dev.slipstream.objective.audio;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Places {@code sound * T + time} of a batch. */
final class Times {

  private Times() {}

  /** All that have {@code ahead} more in their sound behind them, ascending. */
  static int[] until(int sounds, int times, int ahead) {
    return IntStream.range(0, sounds * times)
        .filter(place -> place % times < times - ahead)
        .toArray();
  }

  /** The places so many times later. */
  static int[] later(int[] places, int ahead) {
    return Arrays.stream(places).map(place -> place + ahead).toArray();
  }
}
