package dev.slipstream.infra.data;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Reads a table row by row, holding one row at a time. For one thread. */
interface RowReader extends Closeable {

  /**
   * Names of the columns: of the header line, or of the first object's fields that can be
   * understood, or {@code 1}, {@code 2}, … where nothing names them.
   */
  List<String> columns();

  /**
   * The next row by column name, empty if it is none that can be understood; null after the last.
   *
   * @throws IOException if no more can be read
   */
  Map<String, String> next() throws IOException;
}
