package dev.slipstream.infra.cli;

import dev.slipstream.infra.data.Columns;
import dev.slipstream.infra.data.Modality;
import dev.slipstream.infra.data.RowGroups;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which columns of a table hold what. */
final class ColumnOptions {

  @Option(
      names = "--text-column",
      paramLabel = "COLUMN",
      description =
          "The text: name or number (from 1) of a column; repeat it to join several"
              + " (default: text, or the only one).")
  private List<String> text = List.of();

  @Option(
      names = "--id-column",
      paramLabel = "COLUMN",
      description = "The item's id (default: id if there is one, else file and row).")
  private Optional<String> id = Optional.empty();

  @Option(
      names = "--label-column",
      paramLabel = "COLUMN",
      description = "The class, for --order sorted (default: label if there is one).")
  private Optional<String> label = Optional.empty();

  @Option(
      names = "--time-column",
      paramLabel = "COLUMN",
      description =
          "When it happened: ISO 8601, Unix seconds or milliseconds (default: when it is sent).")
  private Optional<String> time = Optional.empty();

  @Option(
      names = "--no-header",
      description = "The first line of a CSV or TSV file is data; columns have numbers only.")
  private boolean noHeader;

  /** With the columns of files. */
  Columns columns(Map<Modality, String> files) {
    return new Columns(id, text, label, time, files, !noHeader, RowGroups.BY_TEXT);
  }
}
