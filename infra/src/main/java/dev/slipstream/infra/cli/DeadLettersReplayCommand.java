package dev.slipstream.infra.cli;

import dev.slipstream.infra.deadletter.DeadLetterTopic;
import dev.slipstream.infra.deadletter.KeptLetter;
import dev.slipstream.infra.deadletter.LetterFilter;
import dev.slipstream.infra.deadletter.Replay;
import dev.slipstream.wire.KafkaConfig;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Sends dead letters back. */
@Command(
    name = "replay",
    description = {
      "Sends events back to the raw topics they came from, as they were: key, headers, payload.",
      "A header 'slipstream-replay' is added. Dead letters stay where they are: a second replay sends",
      "them again. What was cut when it was refused cannot be sent."
    },
    footer = {
      "",
      "Examples:",
      "  slipstream dead-letters replay --reason TOO_MANY_PIXELS --dry-run",
      "  slipstream dead-letters replay --reason TOO_MANY_PIXELS --topic raw.image",
      "  slipstream dead-letters replay --json --bootstrap-servers kafka:9092"
    })
final class DeadLettersReplayCommand implements Runnable {

  @Spec private CommandSpec spec;
  @Mixin private CommonOptions common;
  @Mixin private LetterOptions letters;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Looks at the oldest N of these letters only (default: all).")
  private long limit = Long.MAX_VALUE;

  @Option(names = "--dry-run", description = "Tells what would be sent, and sends nothing.")
  private boolean dryRun;

  @Option(names = "--json", description = "Prints one line of JSON.")
  private boolean json;

  private long chosen;
  private long sendable;
  private final Map<Replay.Obstacle, Long> obstacles = new TreeMap<>();

  @Override
  public void run() {
    requireOptionsBehind();
    Checks.atLeast("--limit", limit, 0L);
    LetterFilter filter = letters.filter();
    KafkaConfig kafka = KafkaConfig.from(common.settings());
    PrintWriter out = spec.commandLine().getOut();
    try (DeadLetterTopic topic = DeadLetterTopic.open(kafka);
        Replay replay = Replay.to(kafka);
        Bar bar = Bar.open("Read", topic.size(), spec.commandLine().getErr())) {
      long foreign =
          topic.read(kept -> take(kept, filter, replay), LetterOptions.progress(topic, bar));
      replay.flush();
      bar.close();
      tell(out);
      if (!json) {
        LetterOptions.tellForeign(foreign, out);
      }
    }
  }

  /** An option before the word is the listing's; here it would choose nothing, and all be sent. */
  private void requireOptionsBehind() {
    List<OptionSpec> before = spec.commandLine().getParent().getParseResult().matchedOptions();
    if (!before.isEmpty()) {
      throw new IllegalArgumentException(
          before.get(0).longestName() + ": must stand behind 'replay', was before it");
    }
  }

  /** Whether more letters are wanted after this one. */
  private boolean take(KeptLetter kept, LetterFilter filter, Replay replay) {
    if (chosen < limit && filter.takes(kept.letter())) {
      chosen++;
      Optional<Replay.Obstacle> obstacle = Replay.obstacle(kept.letter());
      if (obstacle.isPresent()) {
        obstacles.merge(obstacle.get(), 1L, Long::sum);
      } else {
        sendable++;
        if (!dryRun) {
          replay.send(kept);
        }
      }
    }
    return chosen < limit;
  }

  private void tell(PrintWriter out) {
    if (json) {
      out.println(Json.write(summary()));
    } else {
      out.printf(
          "%,d of %,d dead letters %s%n",
          sendable, chosen, dryRun ? "would be sent back" : "were sent back");
      obstacles.forEach((why, n) -> out.printf("%,d cannot be: %s%n", n, why.text()));
    }
    out.flush();
  }

  private Map<String, Object> summary() {
    Map<String, Object> why = new LinkedHashMap<>();
    obstacles.forEach((obstacle, n) -> why.put(obstacle.name().toLowerCase(Locale.ROOT), n));
    Map<String, Object> summary = new LinkedHashMap<>();
    summary.put("dead_letters", chosen);
    summary.put(dryRun ? "replayable" : "replayed", sendable);
    summary.put("not_replayable", why);
    return summary;
  }
}
