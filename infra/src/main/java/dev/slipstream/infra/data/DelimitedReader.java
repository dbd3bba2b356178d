package dev.slipstream.infra.data;

import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Rows of a CSV file (RFC 4180) or of a TSV file, in which quotes have no meaning. Empty lines are
 * passed over; a row may lack its last columns.
 */
final class DelimitedReader implements RowReader {

  private static final CsvMapper MAPPER =
      CsvMapper.builder()
          .enable(CsvParser.Feature.WRAP_AS_ARRAY)
          .enable(CsvParser.Feature.SKIP_EMPTY_LINES)
          .build();
  private static final CsvSchema CSV = CsvSchema.emptySchema();
  private static final CsvSchema TSV =
      CsvSchema.emptySchema().withColumnSeparator('\t').withoutQuoteChar();

  private final MappingIterator<String[]> rows;
  private final List<String> columns;
  private String[] first; // read for its width where there is no header

  private DelimitedReader(MappingIterator<String[]> rows, List<String> columns, String[] first) {
    this.rows = rows;
    this.columns = columns;
    this.first = first;
  }

  static DelimitedReader csv(InputStream in, boolean header) throws IOException {
    return open(in, CSV, header);
  }

  static DelimitedReader tsv(InputStream in, boolean header) throws IOException {
    return open(in, TSV, header);
  }

  private static DelimitedReader open(InputStream in, CsvSchema schema, boolean header)
      throws IOException {
    MappingIterator<String[]> rows = MAPPER.readerFor(String[].class).with(schema).readValues(in);
    String[] first = rows.hasNextValue() ? rows.nextValue() : new String[0];
    return header
        ? new DelimitedReader(rows, List.copyOf(distinct(first)), null)
        : new DelimitedReader(
            rows,
            IntStream.rangeClosed(1, first.length).mapToObj(Integer::toString).toList(),
            first);
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
    String[] values = first;
    first = null;
    if (values == null) {
      if (!rows.hasNextValue()) {
        return null;
      }
      values = rows.nextValue();
    }
    Map<String, String> row = new LinkedHashMap<>();
    for (int i = 0; i < Math.min(values.length, columns.size()); i++) {
      row.put(columns.get(i), values[i]);
    }
    return row;
  }

  @Override
  public void close() throws IOException {
    rows.close();
  }
}
