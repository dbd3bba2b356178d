package dev.slipstream.infra.data;

import dev.slipstream.infra.data.ItemSource.Entry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * The texts of a file of rows that is still being written, one row at a time: at the file's end
 * waits for more. Rows that cannot be used are counted and passed over. For one thread, but for
 * {@link #close}, after which it ends.
 */
public final class TextStream implements AutoCloseable {

  private final TailStream file;
  private final RowReader rows;
  private final RowMapping mapping;
  private long number;
  private long unreadable;
  private String firstProblem = "";

  private TextStream(TailStream file, RowReader rows, RowMapping mapping) {
    this.file = file;
    this.rows = rows;
    this.mapping = mapping;
  }

  /**
   * Opens a TSV, CSV, JSONL or text file; waits for its first line.
   *
   * @throws IllegalArgumentException in one line, if it is no such file or lacks a column
   */
  public static TextStream follow(Path path, Columns columns) {
    RowFormat format =
        RowFormat.ofFileName(path.toString())
            .filter(f -> Files.isRegularFile(path))
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "data: must be a TSV, CSV, JSONL or TXT file to be followed, was " + path));
    try {
      TailStream file = TailStream.open(path);
      RowReader rows = format.open(file, columns.header());
      String name = path.getFileName().toString();
      return new TextStream(file, rows, RowMapping.ofTexts(columns, rows.columns(), name));
    } catch (IOException e) {
      throw new IllegalArgumentException("data: cannot be read: " + e.getMessage(), e);
    }
  }

  /** Rows that could not be used so far. */
  public long unreadable() {
    return unreadable;
  }

  /** The first row that could not be used and why, for people; empty if there is none. */
  public String firstProblem() {
    return firstProblem;
  }

  /**
   * The texts from where the stream is.
   *
   * @param limit most texts
   */
  public Iterable<Item> items(long limit) {
    return () -> new Items(limit);
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException("data: cannot be closed", e);
    }
  }

  private final class Items implements Iterator<Item> {

    private long left;
    private Item next;

    Items(long limit) {
      this.left = limit;
    }

    @Override
    public boolean hasNext() {
      try {
        while (next == null && left > 0) {
          Map<String, String> row = rows.next();
          if (row == null) {
            return false;
          }
          next = item(row);
        }
        return next != null;
      } catch (IOException e) {
        throw new UncheckedIOException("data: cannot be read on: " + e.getMessage(), e);
      }
    }

    /** The row's text, or null. */
    private Item item(Map<String, String> row) {
      Entry entry = mapping.entry(number++, row);
      try {
        return mapping.text(entry, row);
      } catch (IOException e) {
        if (unreadable++ == 0) {
          firstProblem = entry.id() + ": " + e.getMessage();
        }
        return null;
      }
    }

    @Override
    public Item next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      Item item = next;
      next = null;
      left--;
      return item;
    }
  }
}
