package dev.slipstream.infra.cli;

import dev.slipstream.infra.data.DataSet;
import dev.slipstream.infra.data.Item;
import dev.slipstream.infra.data.TextData;
import dev.slipstream.infra.data.TextStream;
import dev.slipstream.wire.Topics;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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
      "      --text-column body --time-column created",
      "  slipstream produce text /var/log/app.log --follow"
    })
final class ProduceTextCommand implements Runnable {

  @Spec private CommandSpec spec;
  @Mixin private ProduceOptions options;
  @Mixin private ColumnOptions columns;

  @Parameters(paramLabel = "PATH", description = "Folder, ZIP or file with texts.")
  private Path path;

  @Option(
      names = "--follow",
      description = "Goes on at the file's end with what is added to it, until Ctrl-C.")
  private boolean follow;

  @Override
  public void run() {
    options.check();
    PrintWriter out = spec.commandLine().getOut();
    String topic = Topics.RAW_TEXT.name();
    if (follow) {
      options.requireFileOrder("with --follow");
      options.follow(TextStream.follow(path, columns.columns(Map.of())), "texts", topic, out);
      return;
    }
    try (DataSet<Item> set = TextData.open(path, columns.columns(Map.of()))) {
      options.send(set, "texts", topic, out);
    }
  }
}
