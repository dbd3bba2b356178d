package dev.slipstream.infra.cli;

import dev.slipstream.infra.data.InteractionColumns;
import dev.slipstream.infra.data.RowCondition;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which columns of a table hold what of an interaction. */
final class InteractionOptions {

  @Option(
      names = "--user",
      required = true,
      paramLabel = "COLUMN",
      description = "Who: name or number (from 1) of a column.")
  private String user;

  @Option(names = "--item", required = true, paramLabel = "COLUMN", description = "What was met.")
  private String item;

  @Option(
      names = "--time",
      paramLabel = "COLUMN",
      description =
          "When: Unix seconds or milliseconds, or ISO 8601 (default: rows are in order, without"
              + " times).")
  private Optional<String> time = Optional.empty();

  @Option(
      names = "--context",
      split = ",",
      paramLabel = "COLUMN",
      description = "What is known of the moment: columns with commas between.")
  private List<String> context = List.of();

  @Option(
      names = "--positive",
      paramLabel = "CONDITION",
      description =
          "Which rows took the item, such as rating>=4 or event==purchase, with one of >= > <= <"
              + " == != (default: all). Others saw it.")
  private Optional<String> positive = Optional.empty();

  @Option(
      names = "--negative",
      paramLabel = "CONDITION",
      description = "Which rows refused the item, such as rating<=2 (default: none).")
  private Optional<String> negative = Optional.empty();

  InteractionColumns columns() {
    return new InteractionColumns(
        user,
        item,
        time,
        context,
        positive.map(text -> RowCondition.parse("--positive", text)),
        negative.map(text -> RowCondition.parse("--negative", text)));
  }
}
