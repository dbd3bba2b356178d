package dev.slipstream.infra.data;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which rows of a table are almost the same, and so are kept out of learning together: those that
 * agree in a column, or in what a pattern finds there.
 *
 * @param column by name or number; absent: the text, or the id of rows without one
 * @param pattern its first group found is what they agree in; absent, or where it is not found: all
 *     of it
 */
public record RowGroups(Optional<String> column, Optional<Pattern> pattern) {

  /** Rows of the same text. */
  public static final RowGroups BY_TEXT = new RowGroups(Optional.empty(), Optional.empty());

  /**
   * @throws IllegalArgumentException if the pattern has no group
   */
  public RowGroups {
    pattern.ifPresent(RowGroups::requireGroup);
  }

  private static void requireGroup(Pattern pattern) {
    if (pattern.matcher("").groupCount() < 1) {
      throw new IllegalArgumentException(
          "group pattern: must have a group in parentheses, what rows share, was " + pattern);
    }
  }

  /** The group of a row. */
  String of(String value) {
    return pattern
        .map(shared -> shared.matcher(value))
        .filter(Matcher::find)
        .map(found -> found.group(1))
        .orElse(value);
  }
}
