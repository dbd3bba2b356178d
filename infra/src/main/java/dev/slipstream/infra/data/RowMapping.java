package dev.slipstream.infra.data;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipstream.infra.data.ItemSource.Entry;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Takes an item's parts out of the rows of one table. */
final class RowMapping {

  private final String part;
  private final Optional<String> id;
  private final List<String> text;
  private final Optional<String> label;
  private final Optional<String> time;
  private final Map<Modality, String> files;
  private final RowGroups groups;
  private final List<String> grouping;

  private RowMapping(
      TableColumns find, Columns columns, List<String> text, Map<Modality, String> files) {
    this.part = RowFormat.part(find.file());
    this.id = find.named("--id-column", columns.id(), "id");
    this.text = text;
    this.label = find.named("--label-column", columns.label(), "label");
    this.time = columns.time().map(asked -> find.require("--time-column", asked));
    this.files = files;
    this.groups = columns.groups();
    this.grouping =
        groups.column().map(asked -> List.of(find.require("--group-column", asked))).orElse(text);
  }

  /**
   * The mapping for a table of texts.
   *
   * @param present the table's columns
   * @param file its name, for people and for the rows' names
   * @throws IllegalArgumentException in one line that names the columns there are, if one that was
   *     asked for is missing
   */
  static RowMapping ofTexts(Columns columns, List<String> present, String file) {
    TableColumns find = new TableColumns(present, file);
    List<String> text = texts(find, columns);
    if (text.isEmpty()) {
      text = List.of(present.size() == 1 ? present.get(0) : find.require("--text-column", "text"));
    }
    return new RowMapping(find, columns, text, Map.of());
  }

  /** The mapping for a table of items in several modalities; otherwise as {@link #ofTexts}. */
  static RowMapping ofPairs(Columns columns, List<String> present, String file) {
    TableColumns find = new TableColumns(present, file);
    List<String> text = texts(find, columns);
    Map<Modality, String> files = new EnumMap<>(Modality.class);
    for (Modality modality : Modality.values()) {
      if (modality != Modality.TEXT) {
        Optional<String> asked = Optional.ofNullable(columns.files().get(modality));
        find.named(flag(modality), asked, modality.toString())
            .ifPresent(column -> files.put(modality, column));
      }
    }
    int parts = files.size() + (text.isEmpty() ? 0 : 1);
    if (parts < 2) {
      throw new IllegalArgumentException(
          "pairs: must have two or more of %s among the columns of %s (%s), was %d"
              .formatted(
                  Arrays.stream(Modality.values())
                      .map(RowMapping::flag)
                      .collect(Collectors.joining(", ")),
                  file,
                  String.join(", ", present),
                  parts));
    }
    return new RowMapping(find, columns, text, files);
  }

  private static List<String> texts(TableColumns find, Columns columns) {
    return columns.text().isEmpty()
        ? Stream.of("text").filter(find.present()::contains).toList()
        : columns.text().stream().map(asked -> find.require("--text-column", asked)).toList();
  }

  private static String flag(Modality modality) {
    return "--" + modality + "-column";
  }

  /** The row's name, class and group. */
  Entry entry(long number, Map<String, String> row) {
    String name =
        id.map(row::get)
            .filter(given -> !given.isBlank())
            .orElseGet(() -> String.format(Locale.ROOT, "%s-%06d", part, number));
    String alike =
        grouping.stream().map(row::get).filter(Objects::nonNull).collect(Collectors.joining("\n"));
    return new Entry(
        name,
        label.map(row::get).filter(given -> !given.isBlank()),
        groups.of(alike.isBlank() ? name : alike));
  }

  /** Whether rows hold a text. */
  boolean hasText() {
    return !text.isEmpty();
  }

  /** The paths of the row's files. */
  Map<Modality, String> files(Map<String, String> row) throws IOException {
    Map<Modality, String> paths = new EnumMap<>(Modality.class);
    for (var file : files.entrySet()) {
      paths.put(file.getKey(), value(row, file.getValue()));
    }
    return paths;
  }

  /** The row's text as an item. */
  Item text(Entry entry, Map<String, String> row) throws IOException {
    List<String> values = new ArrayList<>();
    for (String column : text) {
      values.add(value(row, column));
    }
    return new EncodedItem(
        entry.id(),
        entry.label(),
        Modality.TEXT,
        "text/plain",
        String.join("\n", values).getBytes(UTF_8),
        time(row));
  }

  /** When it happened. */
  Optional<Instant> time(Map<String, String> row) throws IOException {
    return time.isEmpty() ? Optional.empty() : Optional.of(EventTime.parse(value(row, time.get())));
  }

  private static String value(Map<String, String> row, String column) throws IOException {
    String value = row.get(column);
    if (value == null) {
      throw new IOException(
          row.isEmpty() ? "is a row that cannot be understood" : "has no column " + column);
    }
    return value;
  }
}
