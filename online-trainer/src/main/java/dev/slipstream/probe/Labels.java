package dev.slipstream.probe;

import java.util.Arrays;

/** Checks of class labels. */
final class Labels {

  private Labels() {}

  /** Requires one label, from 0, for each of {@code rows} rows. */
  static void require(String name, int[] labels, int rows) {
    if (labels.length != rows) {
      throw new IllegalArgumentException(
          name + ": must be one for each of " + rows + " rows, was " + labels.length);
    }
    for (int label : labels) {
      if (label < 0) {
        throw new IllegalArgumentException(name + ": must be >= 0, was " + label);
      }
    }
  }

  /** One more than the greatest label. */
  static int count(int[] labels) {
    return 1 + Arrays.stream(labels).max().orElseThrow();
  }
}
