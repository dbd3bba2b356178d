package dev.slipstream.infra.cli;

import dev.slipstream.infra.data.DataSet;
import dev.slipstream.infra.data.Item;
import dev.slipstream.infra.data.ItemProducer;
import dev.slipstream.wire.KafkaConfig;
import java.io.PrintWriter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What every kind of data is sent with. */
final class ProduceOptions {

  @Mixin private CommonOptions common;

  @Option(
      names = "--order",
      defaultValue = "file",
      paramLabel = "ORDER",
      description = "file, iid (shuffled) or sorted by class (default: ${DEFAULT-VALUE}).")
  private DataSet.Order order;

  @Option(
      names = "--seed",
      defaultValue = "0",
      paramLabel = "N",
      description = "Seed of the shuffle (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--rate",
      defaultValue = "0",
      paramLabel = "N",
      description = "Most items a second; 0 for as many as go (default: ${DEFAULT-VALUE}).")
  private double rate;

  @Option(names = "--limit", paramLabel = "N", description = "Most items (default: all).")
  private long limit = Long.MAX_VALUE;

  /** Fails on what makes no sense; called before data is opened. */
  void check() {
    Checks.atLeast("--limit", limit, 0L);
    Checks.atLeast("--rate", rate, 0.0);
  }

  /**
   * Sends a data set, showing how far it is, and tells what came of it.
   *
   * @param noun what its items are called, in the plural
   * @param topic they go to, for people
   */
  void send(DataSet<? extends Item> set, String noun, String topic, PrintWriter out) {
    KafkaConfig kafka = KafkaConfig.from(common.settings());
    try (ItemProducer producer = ItemProducer.to(kafka);
        Bar bar = Bar.open("Produced", Math.min(limit, set.size()), out)) {
      ItemProducer.Report report =
          producer.send(set.items(order, seed, limit), rate, n -> bar.show(n, ""));
      bar.close();
      out.printf(
          "%,d %s written to %s on %s in %.1f s%n",
          report.written(), noun, topic, kafka.bootstrapServers(), report.took().toMillis() / 1e3);
      if (report.oversize() > 0) {
        out.printf("%,d %s were too long to be sent%n", report.oversize(), noun);
      }
      if (set.unreadable() > 0) {
        out.printf("%,d could not be read, first: %s%n", set.unreadable(), set.firstProblem());
      }
    }
  }
}
