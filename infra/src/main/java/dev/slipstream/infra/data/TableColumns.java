package dev.slipstream.infra.data;

import java.util.List;
import java.util.Optional;

/**
 * The columns a table has.
 *
 * @param present their names
 * @param file the table's name, for people
 */
record TableColumns(List<String> present, String file) {

  TableColumns {
    if (present.isEmpty()) {
      throw new IllegalArgumentException("data: must hold rows, was empty: " + file);
    }
  }

  /** A column that was asked for, or else the usual one if it is there. */
  Optional<String> named(String flag, Optional<String> asked, String usual) {
    return asked.isPresent()
        ? Optional.of(require(flag, asked.get()))
        : Optional.of(usual).filter(present::contains);
  }

  /**
   * The name of a column.
   *
   * @param asked its name, or its number from 1 on
   * @throws IllegalArgumentException in one line that names the columns there are, if there is none
   */
  String require(String flag, String asked) {
    if (present.contains(asked)) {
      return asked;
    }
    if (asked.matches("[1-9]\\d{0,5}") && Integer.parseInt(asked) <= present.size()) {
      return present.get(Integer.parseInt(asked) - 1);
    }
    throw new IllegalArgumentException(
        "%s: must be a column of %s, by name (%s) or by number (from 1), was %s"
            .formatted(flag, file, String.join(", ", present), asked));
  }
}
