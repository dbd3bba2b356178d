package dev.slipstream.infra.data;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which columns of a table hold what: each by its name or, from 1 on, by its number.
 *
 * @param id names the item; absent: the column {@code id}, else file and row number
 * @param text the text, or several that are put together, one on a line; absent: the column {@code
 *     text}, or the only one
 * @param label the class; absent: the column {@code label}, if there is one
 * @param time when it happened, ISO 8601, Unix seconds or milliseconds; absent: now
 * @param files of a pair's other modalities, paths relative to the table; absent: the columns
 *     called like them
 * @param header whether the first line of a CSV or TSV file names the columns
 * @param groups which rows are almost the same
 */
public record Columns(
    Optional<String> id,
    List<String> text,
    Optional<String> label,
    Optional<String> time,
    Map<Modality, String> files,
    boolean header,
    RowGroups groups) {

  public Columns {
    text = List.copyOf(text);
    files = Map.copyOf(files);
  }

  /** Guessed from a header. */
  public static Columns guessed() {
    return new Columns(
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        true,
        RowGroups.BY_TEXT);
  }

  /** These columns, with other groups. */
  public Columns grouped(RowGroups others) {
    return new Columns(id, text, label, time, files, header, others);
  }
}
