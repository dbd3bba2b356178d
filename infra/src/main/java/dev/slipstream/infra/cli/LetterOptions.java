package dev.slipstream.infra.cli;

import dev.slipstream.infra.deadletter.DeadLetterTopic;
import dev.slipstream.infra.deadletter.LetterFilter;
import java.io.PrintWriter;
import java.util.List;
import java.util.function.LongConsumer;
import picocli.CommandLine.Option;

/** Which dead letters a command is about, and how it tells of reading them. */
final class LetterOptions {

  /** Topics of fewer positions are read before anyone asks how long it takes. */
  private static final long LARGE = 10_000;

  @Option(
      names = "--reason",
      split = ",",
      paramLabel = "REASON",
      description = "Only letters with one of these reasons, such as CORRUPT.")
  private List<String> reasons = List.of();

  @Option(
      names = "--topic",
      split = ",",
      paramLabel = "TOPIC",
      description = "Only letters from one of these topics, such as raw.image.")
  private List<String> topics = List.of();

  /**
   * The letters that are meant.
   *
   * @throws IllegalArgumentException if there is no such reason or topic
   */
  LetterFilter filter() {
    return LetterFilter.of(reasons, topics);
  }

  /** Shows positions that were read, where there are many. */
  static LongConsumer progress(DeadLetterTopic topic, Bar bar) {
    return topic.size() < LARGE ? read -> {} : read -> bar.show(read, "");
  }

  /** Says that the topic holds something else too. */
  static void tellForeign(long records, PrintWriter out) {
    if (records > 0) {
      out.printf("%,d records of the topic are no dead letters and were left out%n", records);
    }
  }
}
