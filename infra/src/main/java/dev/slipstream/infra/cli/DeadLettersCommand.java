package dev.slipstream.infra.cli;

import dev.slipstream.infra.deadletter.DeadLetterTopic;
import dev.slipstream.wire.KafkaConfig;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows what ingest could not use. */
@Command(
    name = "dead-letters",
    description = {
      "Lists the newest dead letters and counts them by reason; 'replay' sends them back.",
      "POSITION is a letter's partition and offset in the topic 'dead-letters'."
    },
    subcommands = DeadLettersReplayCommand.class,
    footer = {
      "",
      "Examples:",
      "  slipstream dead-letters --bootstrap-servers kafka:9092",
      "  slipstream dead-letters --reason CORRUPT,TOO_LONG --topic raw.audio",
      "  slipstream dead-letters --limit 0 --json         counts alone, for scripts",
      "  slipstream dead-letters replay --reason TOO_MANY_PIXELS"
    })
final class DeadLettersCommand implements Runnable {

  @Spec private CommandSpec spec;
  @Mixin private CommonOptions common;
  @Mixin private LetterOptions letters;

  @Option(
      names = "--limit",
      defaultValue = "20",
      paramLabel = "N",
      description = "Most letters listed, 0 to 1000; all are counted (default: ${DEFAULT-VALUE}).")
  private int limit;

  @Option(names = "--json", description = "Prints one line of JSON.")
  private boolean json;

  @Override
  public void run() {
    Checks.atLeast("--limit", limit, 0);
    Checks.atMost("--limit", limit, LetterList.MOST);
    LetterList list = new LetterList(letters.filter(), limit);
    KafkaConfig kafka = KafkaConfig.from(common.settings());
    PrintWriter out = spec.commandLine().getOut();
    long foreign;
    try (DeadLetterTopic topic = DeadLetterTopic.open(kafka);
        Bar bar = Bar.open("Read", topic.size(), spec.commandLine().getErr())) {
      foreign = topic.read(list::take, LetterOptions.progress(topic, bar));
    }
    if (json) {
      Map<String, Object> result = new LinkedHashMap<>(list.json());
      result.put("foreign_records", foreign);
      out.println(Json.write(result));
    } else {
      out.print(list.text());
      LetterOptions.tellForeign(foreign, out);
    }
    out.flush();
  }
}
