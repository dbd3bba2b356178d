package dev.slipstream.loss;

import dev.slipstream.matrix.Matrix;

/**
 * Keys that know which item each is of, so that no item meets a key of its own as a negative.
 *
 * @param rows {@code [K, D]}, unit rows
 * @param items one for each row: its item's id, or a hash of it
 */
public record ItemKeys(Matrix rows, long[] items) {

  public ItemKeys {
    if (items.length != rows.rows()) {
      throw new IllegalArgumentException(
          "items: must be %d, one for each key, was %d".formatted(rows.rows(), items.length));
    }
  }
}
