package dev.slipstream.infra.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Rows of a file that has one on each line: of JSON Lines the fields of an object, of plain text
 * the line itself. Empty lines are passed over.
 */
final class LineReader implements RowReader {

  private static final String TEXT = "text";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Lines lines;
  private final Parser parser;
  private final Deque<Map<String, String>> ready = new ArrayDeque<>();
  private final List<String> columns;

  private LineReader(Lines lines, Parser parser) throws IOException {
    this.lines = lines;
    this.parser = parser;
    Map<String, String> row = read();
    while (row != null && row.isEmpty()) {
      ready.add(row);
      row = read();
    }
    if (row != null) {
      ready.add(row);
    }
    columns = row == null ? List.of() : List.copyOf(row.keySet());
  }

  private interface Parser {
    Map<String, String> row(String line);
  }

  static LineReader json(InputStream in) throws IOException {
    return new LineReader(Lines.of(in), LineReader::fields);
  }

  static LineReader text(InputStream in) throws IOException {
    return new LineReader(Lines.of(in), line -> Map.of(TEXT, line));
  }

  @Override
  public List<String> columns() {
    return columns;
  }

  @Override
  public Map<String, String> next() throws IOException {
    return ready.isEmpty() ? read() : ready.poll();
  }

  private Map<String, String> read() throws IOException {
    for (String line = lines.next(); line != null; line = lines.next()) {
      if (!line.isBlank()) {
        return line.length() > Lines.MAX_LENGTH ? Map.of() : parser.row(line);
      }
    }
    return null;
  }

  private static Map<String, String> fields(String line) {
    JsonNode object;
    try {
      object = JSON.readTree(line);
    } catch (JsonProcessingException e) {
      return Map.of();
    }
    Map<String, String> row = new LinkedHashMap<>();
    object
        .properties()
        .forEach(
            field -> {
              JsonNode value = field.getValue();
              if (value.getNodeType() != JsonNodeType.NULL) {
                row.put(field.getKey(), value.isValueNode() ? value.asText() : value.toString());
              }
            });
    return row;
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
