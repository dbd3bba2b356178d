package dev.slipstream.infra.data;

import dev.slipstream.infra.data.ItemSource.Entry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Opens data sets of items in several modalities: a table that names the files beside it. */
public final class PairData {

  private static final String KINDS =
      "a TSV, CSV or JSONL file with the files its rows name beside it, or a folder or ZIP that"
          + " holds one such table";

  private PairData() {}

  /**
   * Opens a table, or the one in a folder or ZIP. Its rows are held in memory; the files they name
   * are read while iterating.
   *
   * @throws IllegalArgumentException in one line, if there is nothing there, it is no data set,
   *     holds no row, or its columns tell of fewer than two modalities
   */
  public static DataSet<PairItem> open(Path path, Columns columns) {
    return DataSet.open(path, KINDS, there -> source(there, columns));
  }

  private static Optional<ItemSource<PairItem>> source(Path path, Columns columns)
      throws IOException {
    Predicate<String> isTable = name -> RowFormat.ofFileName(name).isPresent() && !isText(name);
    Optional<FileTree> files = FileTree.open(path, isTable);
    if (files.isPresent()) {
      List<String> tables = files.get().paths();
      if (tables.size() != 1) {
        files.get().close();
        throw new IllegalArgumentException(
            "data: must hold one TSV, CSV or JSONL file, was "
                + (tables.isEmpty() ? "without" : String.join(", ", tables))
                + ": "
                + path);
      }
      return Optional.of(rows(files.get(), tables.get(0), columns));
    }
    if (!Files.isRegularFile(path) || !isTable.test(path.getFileName().toString())) {
      return Optional.empty();
    }
    FileTree beside = FolderTree.unlisted(path.toAbsolutePath().getParent());
    return Optional.of(rows(beside, path.getFileName().toString(), columns));
  }

  private static boolean isText(String name) {
    return RowFormat.ofFileName(name).filter(f -> f == RowFormat.TEXT_LINES).isPresent();
  }

  /** Closes the files where it fails. */
  private static ItemSource<PairItem> rows(FileTree files, String table, Columns columns)
      throws IOException {
    try {
      return read(files, table, columns);
    } catch (CharacterCodingException e) {
      files.close();
      throw new IOException(table + " is not UTF-8", e);
    } catch (IOException | RuntimeException e) {
      files.close();
      throw e;
    }
  }

  private static ItemSource<PairItem> read(FileTree files, String table, Columns columns)
      throws IOException {
    RowFormat format = RowFormat.ofFileName(table).orElseThrow();
    String folder = table.substring(0, table.lastIndexOf('/') + 1);
    try (InputStream in = files.open(table);
        RowReader rows = format.open(in, columns.header())) {
      RowMapping mapping = RowMapping.ofPairs(columns, rows.columns(), table);
      return TableSource.read(
          rows,
          mapping,
          (entry, row) -> {
            List<Item> texts = mapping.hasText() ? List.of(mapping.text(entry, row)) : List.of();
            Map<Modality, String> paths = mapping.files(row);
            Optional<Instant> time = mapping.time(row);
            return () -> {
              List<Item> parts = new ArrayList<>(texts);
              for (var file : paths.entrySet()) {
                parts.add(part(entry, file.getKey(), files, folder + file.getValue(), time));
              }
              return new PairItem(entry.id(), entry.label(), parts);
            };
          },
          files);
    }
  }

  private static Item part(
      Entry entry, Modality modality, FileTree files, String path, Optional<Instant> time)
      throws IOException {
    String type =
        modality
            .mediaType(path)
            .orElseThrow(() -> new IOException("names a file of another kind: " + path));
    return new EncodedItem(entry.id(), entry.label(), modality, type, files.read(path), time);
  }
}
