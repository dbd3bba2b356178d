package dev.slipstream.infra.data;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Opens data sets of texts. */
public final class TextData {

  private static final String KINDS =
      "a folder or ZIP with TXT or Markdown files, or a TSV, CSV, JSONL or TXT file with a text on"
          + " each line";

  private TextData() {}

  /**
   * Opens a folder or a ZIP, of which each file is a text, or a table or text file, of which each
   * row is one; also gzipped.
   *
   * @throws IllegalArgumentException in one line, if there is nothing there, it is no data set, it
   *     holds no text or lacks a column
   */
  public static DataSet<Item> open(Path path, Columns columns) {
    return open(path, columns, FileLabels.byFolder());
  }

  /** {@link #open(Path, Columns)}, with the classes of files told in another way. */
  public static DataSet<Item> open(Path path, Columns columns, FileLabels labels) {
    return DataSet.open(path, KINDS, there -> source(there, columns, labels));
  }

  private static Optional<ItemSource<Item>> source(Path path, Columns columns, FileLabels labels)
      throws IOException {
    Optional<FileTree> files = FileTree.open(path, Modality.TEXT::isFile);
    if (files.isPresent()) {
      return Optional.of(FileSource.encoded(files.get(), labels, Modality.TEXT));
    }
    String name = path.getFileName().toString();
    Optional<RowFormat> format = RowFormat.ofFileName(name);
    if (format.isEmpty()) {
      return Optional.empty();
    }
    try (RowReader rows = format.get().open(Files.newInputStream(path), columns.header())) {
      RowMapping mapping = RowMapping.ofTexts(columns, rows.columns(), name);
      return Optional.of(
          TableSource.read(
              rows,
              mapping,
              (entry, row) -> {
                Item item = mapping.text(entry, row);
                return () -> item;
              },
              () -> {}));
    } catch (CharacterCodingException e) {
      throw new IOException(name + " is not UTF-8", e);
    }
  }
}
