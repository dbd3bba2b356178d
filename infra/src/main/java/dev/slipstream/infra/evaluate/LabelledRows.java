package dev.slipstream.infra.evaluate;

import dev.slipstream.infra.data.DataSet;
import dev.slipstream.infra.data.Item;
import dev.slipstream.infra.data.Order;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Items with their classes, in memory, for a probe.
 *
 * @param values {@code [N, rowBytes]}, as the input of an encoder writes them
 * @param labels index of each row's class; its length is N
 */
public record LabelledRows(byte[] values, int[] labels) {

  /** N. */
  public int rows() {
    return labels.length;
  }

  /** That many of these, evenly spaced; all, if there are no more. */
  LabelledRows some(int most) {
    int count = Math.min(most, rows());
    int size = values.length / rows();
    byte[] someValues = new byte[count * size];
    int[] someLabels = new int[count];
    for (int i = 0; i < count; i++) {
      int row = (int) ((long) i * rows() / count);
      System.arraycopy(values, row * size, someValues, i * size, size);
      someLabels[i] = labels[row];
    }
    return new LabelledRows(someValues, someLabels);
  }

  /**
   * The first items of every class, in file order, about {@code most} in all: no class is missing
   * however the file is ordered.
   *
   * @param classes all classes; a label's index is its place here
   * @throws IllegalArgumentException if no item has a class
   */
  public static LabelledRows read(
      DataSet<? extends Item> set, List<String> classes, int most, ItemRows rows) {
    int share = Math.max(1, most / Math.max(1, classes.size()));
    Map<String, Integer> taken = new HashMap<>();
    ByteArrayOutputStream values = new ByteArrayOutputStream();
    byte[] row = new byte[rows.input().rowBytes()];
    List<Integer> labels = new ArrayList<>();
    for (Item item : set.items(Order.FILE, 0, Long.MAX_VALUE)) {
      int label = item.label().map(classes::indexOf).orElse(-1);
      if (label < 0
          || taken.getOrDefault(item.label().get(), 0) >= share
          || !rows.write(item, row, 0)) { // refused ones are counted where the stream is read
        continue;
      }
      values.writeBytes(row);
      taken.merge(item.label().get(), 1, Integer::sum);
      labels.add(label);
    }
    if (labels.isEmpty()) {
      throw new IllegalArgumentException(
          "data: must have classes to be evaluated (a folder for each class, a column, a pattern of"
              + " the file names, or IDX labels beside the images), was without");
    }
    return new LabelledRows(
        values.toByteArray(), labels.stream().mapToInt(Integer::intValue).toArray());
  }
}
