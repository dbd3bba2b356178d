package dev.slipstream.memory.mining;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Rows found by a number that several may share. */
final class RowsByKey {

  private final Map<Long, List<Integer>> rows = new HashMap<>();

  RowsByKey(long[] keys) {
    for (int row = 0; row < keys.length; row++) {
      rows.computeIfAbsent(keys[row], key -> new ArrayList<>(1)).add(row);
    }
  }

  /** The rows of a key, ascending. */
  IntStream rows(long key) {
    return rows.getOrDefault(key, List.of()).stream().mapToInt(Integer::intValue);
  }

  /** The rows of each of some keys, ascending. */
  int[][] lists(long[] keys) {
    return Arrays.stream(keys).mapToObj(key -> rows(key).toArray()).toArray(int[][]::new);
  }
}
