package dev.slipstream.infra.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Reads what is known of items, one from each row of a table. */
public final class ItemTexts {

  private ItemTexts() {}

  /**
   * Reads a CSV, TSV or JSON Lines file, plain or gzipped.
   *
   * @param item column of the item's id, by name or number
   * @param text columns whose values are put together, one on a line; empty: all others
   * @return texts by item, as in the file; blank values left out
   * @throws IllegalArgumentException in one line, if there is no such file, it lacks a column, an
   *     item is there twice or a row cannot be used
   */
  public static Map<String, String> read(Path path, String item, List<String> text) {
    Map<String, String> texts = new LinkedHashMap<>();
    TableFile.read(
        path,
        table -> {
          String id = table.require("--item", item);
          List<String> columns =
              text.isEmpty()
                  ? table.present().stream().filter(column -> !column.equals(id)).toList()
                  : text.stream().map(asked -> table.require("--item-text", asked)).toList();
          return (number, row) -> {
            String key = row.getOrDefault(id, "").strip();
            if (key.isEmpty()) {
              throw new IOException("has no item in column " + id);
            }
            if (texts.putIfAbsent(key, join(row, columns)) != null) {
              throw new IOException("has an item that an earlier one has: " + key);
            }
          };
        });
    return texts;
  }

  private static String join(Map<String, String> row, List<String> columns) {
    return columns.stream()
        .map(row::get)
        .filter(Objects::nonNull)
        .map(String::strip)
        .filter(value -> !value.isEmpty())
        .reduce((a, b) -> a + "\n" + b)
        .orElse("");
  }
}
