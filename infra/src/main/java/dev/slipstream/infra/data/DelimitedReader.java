package dev.slipstream.infra.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Rows of a CSV file (RFC 4180) or of a TSV file, in which quotes have no meaning. Empty lines are
 * passed over; a row may lack its last columns.
 *
 * <p>The parser is given one row at a time: of a whole file it would read beyond a row's end before
 * it gave the row, and a file that is being written has nothing there yet.
 */
final class DelimitedReader implements RowReader {

  private static final char QUOTE = '"';
  private static final ObjectReader ARRAYS =
      CsvMapper.builder()
          .enable(CsvParser.Feature.WRAP_AS_ARRAY)
          .enable(CsvParser.Feature.SKIP_EMPTY_LINES)
          .build()
          .readerFor(String[].class);
  private static final ObjectReader CSV = ARRAYS.with(CsvSchema.emptySchema());
  private static final ObjectReader TSV =
      ARRAYS.with(CsvSchema.emptySchema().withColumnSeparator('\t').withoutQuoteChar());
  private static final String[] NOT_UNDERSTOOD = {};

  private final Lines lines;
  private final ObjectReader parser;
  private final Deque<String[]> ready = new ArrayDeque<>();
  private final List<String> columns;

  private DelimitedReader(Lines lines, ObjectReader parser, boolean header) throws IOException {
    this.lines = lines;
    this.parser = parser;
    String[] first = read();
    if (first == null) {
      columns = List.of();
    } else if (header) {
      columns = distinct(first);
    } else {
      columns = IntStream.rangeClosed(1, first.length).mapToObj(Integer::toString).toList();
      ready.addFirst(first);
    }
  }

  static DelimitedReader csv(InputStream in, boolean header) throws IOException {
    return new DelimitedReader(Lines.of(in), CSV, header);
  }

  static DelimitedReader tsv(InputStream in, boolean header) throws IOException {
    return new DelimitedReader(Lines.of(in), TSV, header);
  }

  /** Names, each made different from those before it, so that none hides another. */
  private static List<String> distinct(String[] names) {
    List<String> distinct = new ArrayList<>();
    for (String name : names) {
      String stripped = name.strip();
      distinct.add(distinct.contains(stripped) ? stripped + "#" + (distinct.size() + 1) : stripped);
    }
    return distinct;
  }

  @Override
  public List<String> columns() {
    return columns;
  }

  @Override
  public Map<String, String> next() throws IOException {
    String[] values = read();
    if (values == null) {
      return null;
    }
    Map<String, String> row = new LinkedHashMap<>();
    for (int i = 0; i < Math.min(values.length, columns.size()); i++) {
      row.put(columns.get(i), values[i]);
    }
    return row;
  }

  private String[] read() throws IOException {
    while (ready.isEmpty()) {
      String text = text();
      if (text == null) {
        return null;
      }
      try (MappingIterator<String[]> rows = parser.readValues(text)) {
        while (rows.hasNextValue()) {
          ready.add(rows.nextValue());
        }
      } catch (JsonProcessingException e) {
        ready.add(NOT_UNDERSTOOD);
      }
    }
    return ready.poll();
  }

  /** The next line, with those that follow while a quote is open. */
  private String text() throws IOException {
    String line = lines.next();
    if (parser == TSV || line == null || !isOpen(line, false)) {
      return line;
    }
    StringBuilder text = new StringBuilder(line);
    boolean open = true;
    while (open && text.length() <= Lines.MAX_LENGTH) {
      line = lines.next();
      if (line == null) {
        break;
      }
      text.append('\n').append(line);
      open = isOpen(line, true);
    }
    return text.toString();
  }

  private static boolean isOpen(String line, boolean before) {
    boolean open = before;
    for (int i = line.indexOf(QUOTE); i >= 0; i = line.indexOf(QUOTE, i + 1)) {
      open = !open;
    }
    return open;
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
