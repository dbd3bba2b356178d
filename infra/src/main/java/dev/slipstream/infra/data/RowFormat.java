package dev.slipstream.infra.data;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;

/** Files of rows, known by their names; {@code .gz} behind does not matter. */
enum RowFormat {
  TSV,
  CSV,
  JSON_LINES,
  TEXT_LINES;

  /** The format of a file, or empty if it is no file of rows. */
  static Optional<RowFormat> ofFileName(String name) {
    String plain = plain(name);
    return switch (plain.substring(plain.lastIndexOf('.') + 1)) {
      case "tsv", "tab" -> Optional.of(TSV);
      case "csv" -> Optional.of(CSV);
      case "jsonl", "ndjson" -> Optional.of(JSON_LINES);
      case "txt", "log" -> Optional.of(TEXT_LINES);
      default -> Optional.empty();
    };
  }

  /** The file's name without its endings: what its rows are named after. */
  static String part(String name) {
    String plain = name.substring(name.lastIndexOf('/') + 1);
    return plain.replaceFirst("(?i)(\\.(tsv|tab|csv|jsonl|ndjson|txt|log))?(\\.gz)?$", "");
  }

  /** Reads rows; plain or gzipped. */
  RowReader open(InputStream file, boolean header) throws IOException {
    InputStream in = Gzip.unzipped(file);
    return switch (this) {
      case TSV -> DelimitedReader.tsv(in, header);
      case CSV -> DelimitedReader.csv(in, header);
      case JSON_LINES -> LineReader.json(in);
      case TEXT_LINES -> LineReader.text(in);
    };
  }

  private static String plain(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".gz") ? lower.substring(0, lower.length() - 3) : lower;
  }
}
