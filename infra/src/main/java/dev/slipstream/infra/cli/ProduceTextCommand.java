package dev.slipstream.infra.cli;

import dev.slipstream.infra.data.DataSet;
import dev.slipstream.infra.data.Item;
import dev.slipstream.infra.data.TextData;
import dev.slipstream.wire.Topics;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sends texts. */
@Command(
    name = "text",
    description = {
      "Sends texts to 'raw.text': the files of a folder or a ZIP (.txt, .md), or the rows of a TSV,",
      "CSV, JSON Lines or text file, plain or gzipped."
    },
    footer = {
      "",
      "Examples:",
      "  slipstream produce text notes/",
      "  slipstream produce text news.tsv --order iid --rate 500",
      "  slipstream produce text posts.jsonl.gz --id-column uid --text-column title \\",
      "      --text-column body --time-column created"
    })
final class ProduceTextCommand implements Runnable {

  @Spec private CommandSpec spec;
  @Mixin private ProduceOptions options;
  @Mixin private ColumnOptions columns;

  @Parameters(paramLabel = "PATH", description = "Folder, ZIP or file with texts.")
  private Path path;

  @Override
  public void run() {
    options.check();
    try (DataSet<Item> set = TextData.open(path, columns.columns())) {
      options.send(set, "texts", Topics.RAW_TEXT.name(), spec.commandLine().getOut());
    }
  }
}
