package dev.slipstream.infra.data;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Each row of a table is an item. Rows are held in memory. */
final class TableSource<T> implements ItemSource<T> {

  private static final long MAX_CHARS = 1L << 29;

  private final List<Entry> entries;
  private final List<Pending<T>> rows;
  private final Closeable files;

  private TableSource(List<Entry> entries, List<Pending<T>> rows, Closeable files) {
    this.entries = entries;
    this.rows = rows;
    this.files = files;
  }

  /** What is left to do to have an item. */
  interface Pending<T> {
    T read() throws IOException;
  }

  /** Takes from a row what its item needs. */
  interface Maker<T> {
    Pending<T> make(Entry entry, Map<String, String> row) throws IOException;
  }

  /**
   * Reads all rows.
   *
   * @param files closed with the source
   */
  static <T> TableSource<T> read(
      RowReader reader, RowMapping mapping, Maker<T> maker, Closeable files) throws IOException {
    List<Entry> entries = new ArrayList<>();
    List<Pending<T>> rows = new ArrayList<>();
    long chars = 0;
    for (Map<String, String> row = reader.next(); row != null; row = reader.next()) {
      Entry entry = mapping.entry(entries.size(), row);
      entries.add(entry);
      rows.add(pending(maker, entry, row));
      chars += row.values().stream().mapToLong(String::length).sum();
      if (chars > MAX_CHARS) {
        throw new IOException(
            "its rows have more than " + MAX_CHARS + " characters; split it, or use --follow");
      }
    }
    return new TableSource<>(entries, rows, files);
  }

  /** A row that cannot be used is listed too, so that it is counted when it is read. */
  private static <T> Pending<T> pending(Maker<T> maker, Entry entry, Map<String, String> row) {
    try {
      return maker.make(entry, row);
    } catch (IOException e) {
      return () -> {
        throw e;
      };
    }
  }

  @Override
  public List<Entry> entries() {
    return entries;
  }

  @Override
  public T read(int position) throws IOException {
    return rows.get(position).read();
  }

  @Override
  public void close() throws IOException {
    files.close();
  }
}
