package dev.slipstream.recommend;

import dev.slipstream.config.Option;
import dev.slipstream.config.Settings;
import dev.slipstream.config.Suggestion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a recommendation depends on: named fields, each of a {@link Kind}, written {@code
 * device:categorical,price:numeric,hour:hour}.
 *
 * @param fields kinds by name, in the order they were declared
 */
public record ContextConfig(Map<String, Kind> fields) {

  /** How a field's values are understood. */
  public enum Kind {
    /** One of any number of words. */
    CATEGORICAL,
    /** A number; values that are near each other mean nearly the same. */
    NUMERIC,
    /** Several words. */
    MULTI,
    /** The hour of day (UTC) of the event's time, around the clock. */
    HOUR,
    /** The day of the week (UTC) of the event's time. */
    WEEKDAY,
    /** The items the user met last. */
    RECENT;

    /** Whether an interaction's context says it; otherwise its time or its user does. */
    public boolean given() {
      return this == CATEGORICAL || this == NUMERIC || this == MULTI;
    }

    private static List<String> names() {
      return Arrays.stream(values()).map(Kind::toString).toList();
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public static final Option<String> CONTEXT =
      Option.ofString("recommend.context", "hour:hour,weekday:weekday,recent:recent")
          .must(ContextConfig::parses, "a list of NAME:KIND, KIND being one of " + Kind.names())
          .doc(
              "What a recommendation depends on. hour and weekday come from the event's time,"
                  + " recent from what the user met, the others from the context.");

  public static final List<Option<?>> OPTIONS = List.of(CONTEXT);

  public ContextConfig {
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  /** Reads the option of this record. */
  public static ContextConfig from(Settings settings) {
    return parse(settings.get(CONTEXT));
  }

  /**
   * Reads a list of {@code NAME:KIND}; the empty text declares no field.
   *
   * @throws IllegalArgumentException naming what is wrong, and the kind that was meant where one
   *     looks alike
   */
  public static ContextConfig parse(String text) {
    Map<String, Kind> fields = new LinkedHashMap<>();
    for (String part : text.isBlank() ? List.<String>of() : List.of(text.split(",", -1))) {
      String[] pair = part.strip().split(":", -1);
      if (pair.length != 2 || !pair[0].matches("[A-Za-z0-9._-]{1,64}")) {
        throw new IllegalArgumentException(
            CONTEXT_KEY + ": must be a list of NAME:KIND such as device:categorical, was " + part);
      }
      Kind kind = kind(pair[1]);
      if (fields.put(pair[0], kind) != null) {
        throw new IllegalArgumentException(
            CONTEXT_KEY + ": must name each field once, was twice " + pair[0]);
      }
    }
    if (fields.values().stream().filter(Kind.RECENT::equals).count() > 1) {
      throw new IllegalArgumentException(
          CONTEXT_KEY + ": must have one field of kind recent at most, was " + text);
    }
    return new ContextConfig(fields);
  }

  /** As {@link #parse} reads it. */
  public String text() {
    return fields.entrySet().stream()
        .map(field -> field.getKey() + ":" + field.getValue())
        .collect(Collectors.joining(","));
  }

  /** Whether the user's recent items are part of it. */
  public boolean recent() {
    return fields.containsValue(Kind.RECENT);
  }

  /**
   * Checks what a request or an interaction says of its context.
   *
   * @throws IllegalArgumentException if a field is not declared or not to be given, or its values
   *     do not suit its kind
   */
  public void check(Map<String, List<String>> context) {
    context.forEach(this::check);
  }

  private void check(String field, List<String> values) {
    Kind kind = fields.get(field);
    List<String> given = fields.keySet().stream().filter(name -> fields.get(name).given()).toList();
    if (kind == null || !kind.given()) {
      throw new IllegalArgumentException(
          "context.%s: must be one of %s%s".formatted(field, given, Suggestion.of(field, given)));
    }
    if (kind != Kind.MULTI && values.size() != 1) {
      throw new IllegalArgumentException(
          "context.%s: must have 1 value, was %d".formatted(field, values.size()));
    }
    if (kind == Kind.NUMERIC) {
      number(field, values.get(0));
    }
  }

  /**
   * A number as it is written.
   *
   * @throws IllegalArgumentException if it is none, or not finite
   */
  static double number(String field, String text) {
    try {
      double value = Double.parseDouble(text);
      if (Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      // the same complaint
    }
    throw new IllegalArgumentException(
        "context.%s: must be a finite number, was %s".formatted(field, text));
  }

  private static final String CONTEXT_KEY = "recommend.context";

  private static boolean parses(String text) {
    parse(text); // its own complaint says more than the option's rule
    return true;
  }

  private static Kind kind(String name) {
    for (Kind kind : Kind.values()) {
      if (kind.toString().equals(name.strip())) {
        return kind;
      }
    }
    List<String> names = new ArrayList<>(Kind.names());
    throw new IllegalArgumentException(
        "%s: kind must be one of %s, was %s%s"
            .formatted(CONTEXT_KEY, names, name, Suggestion.of(name, names)));
  }
}
