package dev.slipstream.memory.mining;

import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.matrix.Shapes;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Lists of rows for each query. */
public final class RowLists {

  private RowLists() {}

  /**
   * A mask {@code [N, K]}: 1 where a query's list names the row, else 0.
   *
   * @param lists for each of N queries rows below K
   * @param rows K
   */
  public static Matrix mask(Device device, int[][] lists, int rows) {
    Shapes.requireNonEmpty(lists.length, rows);
    float[] values = new float[Math.multiplyExact(lists.length, rows)];
    for (int query = 0; query < lists.length; query++) {
      for (int row : lists[query]) {
        requireRow(row, rows);
        values[query * rows + row] = 1;
      }
    }
    return device.of(values, lists.length, rows);
  }

  /** For each query the rows below {@code rows} that its list does not name, ascending. */
  public static int[][] allBut(int[][] lists, int rows) {
    return Arrays.stream(lists).map(list -> others(list, rows)).toArray(int[][]::new);
  }

  private static int[] others(int[] list, int rows) {
    boolean[] named = new boolean[rows];
    for (int row : list) {
      requireRow(row, rows);
      named[row] = true;
    }
    return IntStream.range(0, rows).filter(row -> !named[row]).toArray();
  }

  private static void requireRow(int row, int rows) {
    if (row < 0 || row >= rows) {
      throw new IllegalArgumentException("lists: must name rows in [0, " + rows + "), was " + row);
    }
  }
}
