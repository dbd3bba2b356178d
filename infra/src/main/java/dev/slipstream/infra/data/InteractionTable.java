package dev.slipstream.infra.data;

import dev.slipstream.recommend.Interaction;
import dev.slipstream.recommend.Interaction.Feedback;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads interactions, one from each row of a table. */
public final class InteractionTable {

  private static final Pattern SEVERAL = Pattern.compile("\\s*\\|\\s*");
  private static final int LONGEST_FIELD = 64;

  private final String part;
  private final String user;
  private final String item;
  private final Optional<String> time;
  private final List<String> context;
  private final Optional<RowCondition> positive;
  private final Optional<RowCondition> negative;

  private InteractionTable(TableColumns table, InteractionColumns columns) {
    this.part = RowFormat.part(table.file());
    this.user = table.require("--user", columns.user());
    this.item = table.require("--item", columns.item());
    this.time = columns.time().map(asked -> table.require("--time", asked));
    this.context =
        columns.context().stream().map(asked -> table.require("--context", asked)).toList();
    this.positive = columns.positive().map(condition -> condition.in(table, "--positive"));
    this.negative = columns.negative().map(condition -> condition.in(table, "--negative"));
  }

  /**
   * Reads a CSV, TSV or JSON Lines file, plain or gzipped.
   *
   * @return by time where there is one, rows of the same time as in the file; else as in the file,
   *     all at time 0
   * @throws IllegalArgumentException in one line, if there is no such file, it lacks a column, or a
   *     row cannot be used
   */
  public static List<Interaction> read(Path path, InteractionColumns columns) {
    List<Interaction> interactions = new ArrayList<>();
    TableFile.read(
        path,
        table -> {
          InteractionTable mapping = new InteractionTable(table, columns);
          return (number, row) -> interactions.add(mapping.interaction(number, row));
        });
    if (columns.time().isPresent()) {
      interactions.sort(Comparator.comparingLong(Interaction::timeMillis));
    }
    return interactions;
  }

  private Interaction interaction(long number, Map<String, String> row) throws IOException {
    String id = value(row, item).strip();
    if (id.isEmpty()) {
      throw new IOException("has no item in column " + item);
    }
    return new Interaction(
        String.format(Locale.ROOT, "%s-%06d", part, number),
        value(row, user).strip(),
        id,
        time.isEmpty() ? 0 : EventTime.parse(value(row, time.get())).toEpochMilli(),
        context(row),
        feedback(row),
        1);
  }

  private Map<String, List<String>> context(Map<String, String> row) throws IOException {
    Map<String, List<String>> values = new LinkedHashMap<>();
    for (String column : context) {
      List<String> several =
          SEVERAL.splitAsStream(value(row, column).strip()).filter(one -> !one.isEmpty()).toList();
      if (!several.isEmpty()) {
        values.put(field(column), several);
      }
    }
    return values;
  }

  /** The column's name as that of a field of a context. */
  private static String field(String column) {
    String name = column.replaceAll("[^A-Za-z0-9._-]", "_");
    return name.substring(0, Math.min(LONGEST_FIELD, name.length()));
  }

  private Feedback feedback(Map<String, String> row) throws IOException {
    if (negative.isPresent() && negative.get().holds(row)) {
      return Feedback.REFUSED;
    }
    return positive.isEmpty() || positive.get().holds(row) ? Feedback.TAKEN : Feedback.SEEN;
  }

  private static String value(Map<String, String> row, String column) throws IOException {
    String value = row.get(column);
    if (value == null) {
      throw new IOException("has no column " + column);
    }
    return value;
  }
}
