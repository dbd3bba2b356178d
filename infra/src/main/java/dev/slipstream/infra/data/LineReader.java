package dev.slipstream.infra.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Rows of a file that has one on each line: of JSON Lines the fields of an object, of plain text
 * the line itself. Empty lines are passed over.
 */
final class LineReader implements RowReader {

  static final String TEXT = "text";

  private static final int MAX_LINE = 32 << 20;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final BufferedReader lines;
  private final Parser parser;
  private final Map<String, String> first;
  private boolean started;

  private LineReader(BufferedReader lines, Parser parser) throws IOException {
    this.lines = lines;
    this.parser = parser;
    this.first = read();
  }

  private interface Parser {
    Map<String, String> row(String line);
  }

  static LineReader json(InputStream in) throws IOException {
    return new LineReader(reader(in), LineReader::fields);
  }

  static LineReader text(InputStream in) throws IOException {
    return new LineReader(reader(in), line -> Map.of(TEXT, line));
  }

  /** Fails on what is not UTF-8, instead of changing it. */
  private static BufferedReader reader(InputStream in) {
    return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()));
  }

  @Override
  public List<String> columns() {
    return first == null ? List.of() : List.copyOf(first.keySet());
  }

  @Override
  public Map<String, String> next() throws IOException {
    if (!started) {
      started = true;
      return first;
    }
    return read();
  }

  private Map<String, String> read() throws IOException {
    for (String line = line(); line != null; line = line()) {
      if (!line.isBlank()) {
        return line.length() > MAX_LINE ? Map.of() : parser.row(line);
      }
    }
    return null;
  }

  /** The next line without its end; of one that is too long, its beginning and one more. */
  private String line() throws IOException {
    int c = lines.read();
    if (c < 0) {
      return null;
    }
    StringBuilder line = new StringBuilder();
    for (; c >= 0 && c != '\n'; c = lines.read()) {
      if (line.length() <= MAX_LINE && c != '\uFEFF') {
        line.append((char) c);
      }
    }
    int end = line.length() - 1;
    if (end >= 0 && line.charAt(end) == '\r') {
      line.setLength(end);
    }
    return line.toString();
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
