package dev.slipstream.infra.data;

import java.io.IOException;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a value of a row must be, such as {@code rating>=4} or {@code event==purchase}. Two numbers
 * are compared as numbers, all else as text.
 *
 * @param column its name or, from 1 on, its number
 * @param operator how it compares with {@code value}
 * @param value as it is written
 */
public record RowCondition(String column, Operator operator, String value) {

  private static final Pattern FORM =
      Pattern.compile("\\s*([^<>=!]+?)\\s*(>=|<=|==|!=|>|<)\\s*(.+?)\\s*");

  /** How two values compare. */
  public enum Operator {
    AT_LEAST(">="),
    AT_MOST("<="),
    EQUAL("=="),
    DIFFERENT("!="),
    MORE(">"),
    LESS("<");

    private final String sign;

    Operator(String sign) {
      this.sign = sign;
    }

    private static Operator of(String sign) {
      for (Operator operator : values()) {
        if (operator.sign.equals(sign)) {
          return operator;
        }
      }
      throw new IllegalArgumentException(sign);
    }

    private boolean ofOrder() {
      return this != EQUAL && this != DIFFERENT;
    }

    private boolean holds(int comparison) {
      return switch (this) {
        case AT_LEAST -> comparison >= 0;
        case AT_MOST -> comparison <= 0;
        case EQUAL -> comparison == 0;
        case DIFFERENT -> comparison != 0;
        case MORE -> comparison > 0;
        case LESS -> comparison < 0;
      };
    }
  }

  /**
   * Reads a condition.
   *
   * @param flag it was given with, for people
   * @throws IllegalArgumentException if it has another form, or asks for an order of texts
   */
  public static RowCondition parse(String flag, String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException(
          flag + ": must be COLUMN, one of >= > <= < == != and a value, was " + text);
    }
    RowCondition condition =
        new RowCondition(form.group(1), Operator.of(form.group(2)), form.group(3));
    if (condition.operator.ofOrder() && number(condition.value).isEmpty()) {
      throw new IllegalArgumentException(
          flag + ": must compare texts by == or !=, numbers by any operator, was " + text);
    }
    return condition;
  }

  /** The same of a table's own column. */
  RowCondition in(TableColumns table, String flag) {
    return new RowCondition(table.require(flag, column), operator, value);
  }

  /**
   * Whether it holds of a row.
   *
   * @throws IOException if the row lacks the column, or has no number where an order is asked for
   */
  boolean holds(Map<String, String> row) throws IOException {
    String given = row.get(column);
    if (given == null) {
      throw new IOException("has no column " + column);
    }
    String stripped = given.strip();
    OptionalDouble left = number(stripped);
    OptionalDouble right = number(value);
    if (left.isPresent() && right.isPresent()) {
      return operator.holds(Double.compare(left.getAsDouble(), right.getAsDouble()));
    }
    if (operator.ofOrder()) {
      throw new IOException("has no number in column " + column + ": " + stripped);
    }
    return operator.holds(stripped.compareTo(value));
  }

  private static OptionalDouble number(String text) {
    try {
      // -0.0 + 0.0 is 0.0, so that both zeros compare as equal
      double number = Double.parseDouble(text) + 0.0;
      return Double.isFinite(number) ? OptionalDouble.of(number) : OptionalDouble.empty();
    } catch (NumberFormatException e) {
      return OptionalDouble.empty();
    }
  }
}
