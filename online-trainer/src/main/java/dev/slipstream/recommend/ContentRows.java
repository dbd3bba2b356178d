package dev.slipstream.recommend;

import dev.slipstream.encoder.EncoderSpec;
import dev.slipstream.encoder.InputSpec.Features;
import java.util.List;

/**
 * Items as rows of the content tower: what holds of every item, the item's own id, its words, its
 * values. The ids come first in the tower's table, then the words' buckets, then what holds of
 * every item.
 */
final class ContentRows {

  private final Features input;
  private final int ids;

  /**
   * Rows of a tower.
   *
   * @param ids items that can have a vector of their own
   */
  ContentRows(EncoderSpec tower, int ids) {
    this.input = (Features) tower.input();
    this.ids = ids;
  }

  /** The input of a tower of so many ids, words of an item, buckets of words, and values. */
  static Features input(int ids, int words, int buckets, int values) {
    return new Features(2 + words, 2 + ids + buckets, values);
  }

  int columns() {
    return input.columns();
  }

  /** Most words of an item. */
  int words() {
    return input.length() - 2;
  }

  /** Buckets of words. */
  int buckets() {
    return input.vocabulary() - 2 - ids;
  }

  /** The row of the table that is part of every item of which something is known. */
  int common() {
    return input.vocabulary() - 1;
  }

  /** Words as {@link #write} takes them, at most so many. */
  static int[] hash(List<String> words, int most, int buckets) {
    return words.stream()
        .limit(most)
        .mapToInt(word -> FeatureHash.bucket("", word, buckets))
        .toArray();
  }

  /**
   * An item's weighted ids; none of an item of which nothing is known.
   *
   * @param slot its row in the table of ids, 0 if it has none
   */
  FeatureRow row(int slot, int[] words, float[] values) {
    FeatureRow.Builder row = new FeatureRow.Builder(input.length());
    if (slot != 0 || words.length > 0 || !isZero(values)) {
      row.add(common(), 1);
    }
    if (slot != 0) {
      row.add(slot, 1);
    }
    for (int word : words) {
      row.add(ids + word, 1 / Math.sqrt(words.length));
    }
    return row.build();
  }

  /**
   * Writes one item's row.
   *
   * @param slot its row in the table of ids, 0 if it has none
   * @param values as many as the tower takes, or none
   */
  void write(int slot, int[] words, float[] values, float[] rows, int from) {
    row(slot, words, values).write(rows, from);
    System.arraycopy(values, 0, rows, from + 2 * input.length(), values.length);
  }

  private static boolean isZero(float[] values) {
    for (float value : values) {
      if (value != 0) {
        return false;
      }
    }
    return true;
  }
}
