package dev.slipstream.infra.cli;

import dev.slipstream.infra.data.DataSet;
import dev.slipstream.infra.data.Item;
import dev.slipstream.infra.data.PairData;
import dev.slipstream.infra.data.PairItem;
import dev.slipstream.wire.Topics;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Spliterators;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sends items that come in several modalities. */
@Command(
    name = "pairs",
    description = {
      "Sends items in several modalities, one event each under the item's id: the rows of a TSV, CSV",
      "or JSON Lines table, with texts in its columns and the paths of files beside it."
    },
    footer = {
      "",
      "Examples:",
      "  slipstream produce pairs captions.csv --text-column caption --image-column path",
      "  slipstream produce pairs openmoji.zip --text-column annotation --image-column file"
    })
final class ProducePairsCommand implements Runnable {

  @Spec private CommandSpec spec;
  @Mixin private ProduceOptions options;
  @Mixin private PairColumnOptions columns;

  @Parameters(
      paramLabel = "PATH",
      description = "Table with files beside it, or a folder or ZIP with one.")
  private Path path;

  @Override
  public void run() {
    options.check();
    try (DataSet<PairItem> set = PairData.open(path, columns.columns())) {
      Iterator<PairItem> pairs = options.of(set).iterator();
      Optional<PairItem> first = pairs.hasNext() ? Optional.of(pairs.next()) : Optional.empty();
      Iterable<Item> parts =
          () ->
              Stream.concat(first.stream(), rest(pairs))
                  .flatMap(pair -> pair.parts().stream())
                  .iterator();
      // All pairs of a set have the same modalities.
      List<Topics.Topic> topics =
          first.stream()
              .flatMap(pair -> pair.parts().stream())
              .map(part -> part.modality().topic())
              .toList();
      String names = topics.stream().map(Topics.Topic::name).collect(Collectors.joining(", "));
      PrintWriter out = spec.commandLine().getOut();
      options.send(parts, set, topics.size(), "events", names, out);
    }
  }

  private static <T> Stream<T> rest(Iterator<T> items) {
    return StreamSupport.stream(Spliterators.spliteratorUnknownSize(items, 0), false);
  }
}
