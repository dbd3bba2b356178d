package dev.slipstream.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * One setting: its key, type, default, unit, rule and meaning. Immutable and thread-safe.
 *
 * <pre>{@code
 * static final Option<Integer> CAPACITY =
 *     Option.ofInt("queue.capacity", 65_536).atLeast(1).unit("rows").doc("Keys kept as negatives.");
 * int rows = settings.get(CAPACITY);
 * }</pre>
 *
 * @param <T> the value's type
 */
public final class Option<T> {

  private final String key;
  private final T defaultValue;
  private final Function<String, T> parser;
  private final Predicate<T> check;
  private final String rule;
  private final String unit;
  private final String doc;

  private Option(
      String key,
      T defaultValue,
      Function<String, T> parser,
      Predicate<T> check,
      String rule,
      String unit,
      String doc) {
    this.key = key;
    this.defaultValue = defaultValue;
    this.parser = parser;
    this.check = check;
    this.rule = rule;
    this.unit = unit;
    this.doc = doc;
  }

  /** A whole number. */
  public static Option<Integer> ofInt(String key, int defaultValue) {
    return new Option<>(key, defaultValue, Integer::valueOf, v -> true, "a whole number", "", "");
  }

  /** A whole number of 64 bits. */
  public static Option<Long> ofLong(String key, long defaultValue) {
    return new Option<>(key, defaultValue, Long::valueOf, v -> true, "a whole number", "", "");
  }

  /** A finite number. */
  public static Option<Double> ofDouble(String key, double defaultValue) {
    return new Option<>(
        key, defaultValue, Double::valueOf, Double::isFinite, "a finite number", "", "");
  }

  /** {@code true} or {@code false}. */
  public static Option<Boolean> ofBoolean(String key, boolean defaultValue) {
    return new Option<>(
        key, defaultValue, Option::parseBoolean, v -> true, "true or false", "", "");
  }

  /** Any text, the empty one included. */
  public static Option<String> ofString(String key, String defaultValue) {
    return new Option<>(key, defaultValue, Function.identity(), v -> true, "text", "", "");
  }

  /** One of an enum's constants, written in lower case with dashes. */
  public static <E extends Enum<E>> Option<E> ofEnum(String key, E defaultValue) {
    Class<E> type = defaultValue.getDeclaringClass();
    String choices =
        String.join(", ", Arrays.stream(type.getEnumConstants()).map(Option::spelling).toList());
    return new Option<>(
        key,
        defaultValue,
        text -> Enum.valueOf(type, text.strip().replace('-', '_').toUpperCase(Locale.ROOT)),
        v -> true,
        "one of " + choices,
        "",
        "");
  }

  /** A time span such as {@code 250ms}, {@code 10s}, {@code 5m} or {@code 1h}. */
  public static Option<Duration> ofDuration(String key, Duration defaultValue) {
    return new Option<>(
        key,
        defaultValue,
        Option::parseDuration,
        v -> !v.isNegative(),
        "a time span such as 250ms, 10s, 5m or 1h",
        "",
        "");
  }

  /** This option with a least value. */
  public Option<T> atLeast(T least) {
    return must(v -> compare(v, least) >= 0, ">= " + show(least));
  }

  /** This option with a greatest value. */
  public Option<T> atMost(T most) {
    return must(v -> compare(v, most) <= 0, "<= " + show(most));
  }

  /** This option with a value it must exceed. */
  public Option<T> above(T bound) {
    return must(v -> compare(v, bound) > 0, "> " + show(bound));
  }

  /**
   * This option with one more rule; {@code rule} completes the sentence "must be …".
   *
   * @throws IllegalArgumentException if the default breaks it
   */
  public Option<T> must(Predicate<T> condition, String rule) {
    String both = this.rule + " " + rule;
    Option<T> ruled =
        new Option<>(key, defaultValue, parser, check.and(condition), both, unit, doc);
    ruled.check(defaultValue);
    return ruled;
  }

  /** This option with the unit its number counts, such as {@code rows} or {@code bytes}. */
  public Option<T> unit(String unit) {
    return new Option<>(key, defaultValue, parser, check, rule, unit, doc);
  }

  /** This option with its meaning, in one or two sentences. */
  public Option<T> doc(String doc) {
    return new Option<>(key, defaultValue, parser, check, rule, unit, doc);
  }

  /** The dotted key, for example {@code queue.capacity}. */
  public String key() {
    return key;
  }

  /** The value when nothing else is said. */
  public T defaultValue() {
    return defaultValue;
  }

  /** The default as it would be written in a file. */
  public String defaultText() {
    return show(defaultValue);
  }

  /** What the number counts; empty where the type says it. */
  public String unit() {
    return unit;
  }

  /** What the option means. */
  public String doc() {
    return doc;
  }

  /** What must hold, completing "must be …". */
  public String rule() {
    return rule;
  }

  /** The environment variable that sets this option: {@code SLIPSTREAM_QUEUE_CAPACITY}. */
  public String environmentName() {
    return "SLIPSTREAM_" + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  /**
   * Reads a value from text.
   *
   * @throws IllegalArgumentException naming key, rule and the text found, if it breaks the rule
   */
  public T parse(String text) {
    String stripped = text.strip();
    T value;
    try {
      value = parser.apply(stripped);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(complaint(stripped), e);
    }
    if (!check.test(value)) {
      throw new IllegalArgumentException(complaint(stripped));
    }
    return value;
  }

  /**
   * Returns {@code value} if it obeys the rule.
   *
   * @throws IllegalArgumentException naming key, rule and value otherwise
   */
  public T check(T value) {
    if (value == null || !check.test(value)) {
      throw new IllegalArgumentException(complaint(value == null ? "nothing" : show(value)));
    }
    return value;
  }

  /** {@code value} written as {@link #parse} reads it. */
  public String show(T value) {
    if (value instanceof Enum<?> e) {
      return spelling(e);
    }
    if (value instanceof Duration d) {
      return spelling(d);
    }
    return Objects.toString(value);
  }

  private String complaint(String found) {
    return key + ": must be " + rule + ", was " + (found.isEmpty() ? "empty" : found);
  }

  @SuppressWarnings("unchecked")
  private static <T> int compare(T a, T b) {
    return ((Comparable<T>) a).compareTo(b);
  }

  private static String spelling(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String spelling(Duration d) {
    long millis = d.toMillis();
    return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
  }

  private static boolean parseBoolean(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException(text);
    };
  }

  private static Duration parseDuration(String text) {
    int digits = 0;
    while (digits < text.length() && Character.isDigit(text.charAt(digits))) {
      digits++;
    }
    long amount = Long.parseLong(text.substring(0, digits));
    return switch (text.substring(digits).strip()) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> throw new IllegalArgumentException(text);
    };
  }

  @Override
  public String toString() {
    return key;
  }
}
