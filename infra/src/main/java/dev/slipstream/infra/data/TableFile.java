package dev.slipstream.infra.data;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Reads a whole table of which every row must be understood. */
final class TableFile {

  private TableFile() {}

  /** Told the columns once, before the rows. */
  interface Mapping {
    Rows of(TableColumns columns);
  }

  /** Takes one row. */
  interface Rows {
    void take(long number, Map<String, String> row) throws IOException;
  }

  /**
   * Reads a CSV, TSV or JSON Lines file, plain or gzipped. Rows are counted from 1.
   *
   * @throws IllegalArgumentException in one line, if there is no such file, it has no rows or one
   *     cannot be understood
   */
  static void read(Path path, Mapping mapping) {
    String name = String.valueOf(path.getFileName());
    RowFormat format =
        RowFormat.ofFileName(name)
            .filter(f -> f != RowFormat.TEXT_LINES && Files.isRegularFile(path))
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "data: must be a CSV, TSV or JSONL file, was " + path));
    long number = 0;
    try (RowReader reader = format.open(Files.newInputStream(path), true)) {
      Rows rows = mapping.of(new TableColumns(reader.columns(), name));
      for (var row = reader.next(); row != null; row = reader.next()) {
        number++;
        if (row.isEmpty()) {
          throw new IOException("cannot be understood");
        }
        rows.take(number, row);
      }
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("data: must be UTF-8, was not: " + path, e);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "data: every row must be usable, row %d of %s %s".formatted(number, name, e.getMessage()),
          e);
    }
  }
}
